import { afterEach, describe, expect, it, vi } from "vitest";
import { aDenseModel } from "../../../test/harness/dense-model.js";
import { openTensorflowNetwork } from "../dense/tensorflow-network.js";
import { openTensorflow } from "./open-tensorflow.js";

describe("TensorFlow.js", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it("runs on the backend that is wanted, and says so where there is none", async () => {
    vi.stubEnv("ATTUNE_TENSORFLOW", "gpu");
    const unavailable = { code: "ATTUNE_TENSORFLOW_UNAVAILABLE" };
    await expect(openTensorflow()).rejects.toMatchObject(unavailable);
    vi.stubEnv("ATTUNE_TENSORFLOW", "wasm");
    expect((await openTensorflow()).backend).toBe("wasm");
  });

  it("says the same on every backend within 1e-5", async () => {
    // The cpu backend advises the native one.
    vi.spyOn(console, "warn").mockReturnValue();
    const { tf } = await openTensorflow();
    await import("@tensorflow/tfjs-backend-cpu");
    const network = await openTensorflowNetwork(aDenseModel());
    const rows = Float32Array.from({ length: 20 * network.inputs }, (_, at) => Math.sin(at * at) * 3);
    const said: Float32Array[] = [];
    for (const backend of ["cpu", "wasm"]) {
      await tf.setBackend(backend);
      const outputs = new Float32Array(20 * network.outputs);
      network.predict(rows, 20, outputs);
      said.push(outputs);
    }
    network.dispose();
    const [cpu, wasm] = said as [Float32Array, Float32Array];
    for (const [at, value] of wasm.entries()) expect(Math.abs(value - (cpu[at] as number))).toBeLessThanOrEqual(1e-5);
  });
});
