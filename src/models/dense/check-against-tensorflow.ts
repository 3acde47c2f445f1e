import { invalid } from "../npy.js";
import type { DenseModel, Network } from "./model.js";
import { openNetwork } from "./open-network.js";
import { seededRows } from "./seeded-rows.js";
import { openTensorflowNetwork } from "./tensorflow-network.js";

/** Relative to an output above 1. */
const TOLERANCE = 1e-5;
const ROWS = 64;

/**
 * Puts seeded rows through the network as it will score and through TensorFlow.js: they have to say the same.
 * @throws AttuneError ATTUNE_MODEL_INVALID
 */
export async function checkAgainstTensorflow(model: DenseModel): Promise<void> {
  const { manifest } = model;
  const reference = await openTensorflowNetwork(model);
  let network: Network | undefined;
  try {
    network = await openNetwork(model);
    const rows = seededRows(manifest.model, ROWS);
    const [said, expected] = [network, reference].map((one) => {
      const outputs = new Float32Array(ROWS * one.outputs);
      one.predict(rows, ROWS, outputs);
      return outputs;
    }) as [Float32Array, Float32Array];
    const name = `${manifest.model} ${manifest.version}`;
    for (let i = 0; i < expected.length; i++) {
      const [ours, theirs] = [said[i] as number, expected[i] as number];
      if (!(Math.abs(ours - theirs) <= TOLERANCE * Math.max(1, Math.abs(theirs))))
        throw invalid(name, `the kernel says ${ours} where TensorFlow.js says ${theirs}`);
      if (!(theirs >= 0 && theirs <= 1)) throw invalid(name, `it says ${theirs}, which is no probability`);
    }
  } finally {
    network?.dispose();
    reference.dispose();
  }
}
