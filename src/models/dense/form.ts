import path from "node:path";
import { invalid } from "../npy.js";
import { readChecked, readCheckedJson, writeFacts } from "../versions/files.js";
import { MANIFEST_FILE, manifestText } from "../versions/manifest-file.js";
import type { VersionForm } from "../versions/version-form.js";
import { denseCard } from "./card.js";
import { checkAgainstTensorflow } from "./check-against-tensorflow.js";
import { checkDense } from "./check-dense.js";
import type { DenseManifest, DenseName } from "./manifest.js";
import type { DenseModel } from "./model.js";
import { modelJson, readModelJson } from "./model-json.js";
import { checkManifest, readDenseManifest } from "./read-manifest.js";

/**
 * A dense model's folder: manifest.json names model.json and weights.bin with size and hash. These two are what TensorFlow.js writes and
 * tf.loadLayersModel reads. CARD.md and report.html are for people.
 */

const MODEL_FILE = "model.json";
const WEIGHTS_FILE = "weights.bin";
const CARD_FILE = "CARD.md";
const REPORT_FILE = "report.html";

export function denseForm(name: DenseName): VersionForm<DenseManifest, DenseModel> {
  return {
    readManifest: (folder) => readDenseManifest(folder, name),
    read: (folder) => read(folder, name),
    async write(folder, { manifest, ...model }, { report }) {
      const files = {
        [MODEL_FILE]: await writeFacts(path.join(folder, MODEL_FILE), modelJson(model, WEIGHTS_FILE)),
        [WEIGHTS_FILE]: await writeFacts(path.join(folder, WEIGHTS_FILE), new Uint8Array(model.weights)),
      };
      const written: DenseManifest = { ...manifest, files };
      await writeFacts(path.join(folder, CARD_FILE), denseCard(written));
      if (report !== undefined) await writeFacts(path.join(folder, REPORT_FILE), report);
      await writeFacts(path.join(folder, MANIFEST_FILE), manifestText(written));
    },
    async check(model) {
      checkManifest(model.manifest);
      checkDense(model);
      await checkAgainstTensorflow(model);
    },
  };
}

/** Into shared memory, and looked through. What TensorFlow.js says of it is asked by checkAgainstTensorflow. */
async function read(folder: string, name: DenseName): Promise<DenseModel> {
  const manifest = await readDenseManifest(folder, name);
  const { files } = manifest;
  const json = readModelJson(await readCheckedJson(folder, MODEL_FILE, files[MODEL_FILE]));
  if (json === undefined) throw invalid(path.join(folder, MODEL_FILE), "it is no layers model of TensorFlow.js");
  const bytes = await readChecked(folder, WEIGHTS_FILE, files[WEIGHTS_FILE]);
  const weights = new SharedArrayBuffer(bytes.byteLength);
  new Uint8Array(weights).set(bytes);
  const model: DenseModel = { manifest, ...json, weights };
  checkDense(model);
  return model;
}
