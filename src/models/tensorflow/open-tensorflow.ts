import type * as core from "@tensorflow/tfjs-core";
import type * as layersApi from "@tensorflow/tfjs-layers";
import { createRequire } from "node:module";
import path from "node:path";
import { AttuneError } from "../../domain/errors.js";

/** TensorFlow.js with a backend that is ready. */
export interface Tensorflow {
  readonly tf: typeof core;
  readonly layers: typeof layersApi;
  /** "wasm", "cpu", or "tensorflow" of @tensorflow/tfjs-node. */
  readonly backend: string;
}

const BACKENDS = ["node", "wasm", "cpu"] as const;
type Backend = (typeof BACKENDS)[number];

let opened: Promise<Tensorflow> | undefined;

/**
 * The one place that loads TensorFlow.js (0.2 s) and picks its backend: @tensorflow/tfjs-node where it is installed, else WebAssembly. ATTUNE_TENSORFLOW
 * (wasm, node or cpu) says otherwise. Once a thread.
 * @throws AttuneError ATTUNE_TENSORFLOW_UNAVAILABLE
 */
export function openTensorflow(): Promise<Tensorflow> {
  opened ??= open(process.env["ATTUNE_TENSORFLOW"]).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(wanted: string | undefined): Promise<Tensorflow> {
  if (wanted === undefined || wanted === "") return (await openNode()) ?? openWasm();
  if (!BACKENDS.includes(wanted as Backend))
    throw unavailable(`ATTUNE_TENSORFLOW is ${JSON.stringify(wanted)}, not one of ${BACKENDS.join(", ")}`);
  if (wanted === "wasm") return openWasm();
  if (wanted === "cpu") {
    await import("@tensorflow/tfjs-backend-cpu");
    return ready("cpu");
  }
  const node = await openNode();
  if (node === undefined) throw unavailable("ATTUNE_TENSORFLOW is node, and @tensorflow/tfjs-node can't be loaded");
  return node;
}

async function openWasm(): Promise<Tensorflow> {
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(`${path.dirname(main)}${path.sep}`);
  return ready("wasm");
}

/** It brings a backend of its own to the same core. It is nobody's dependency: who wants it installs it beside Attune. */
async function openNode(): Promise<Tensorflow | undefined> {
  const name = "@tensorflow/tfjs-node";
  try {
    await import(name);
  } catch {
    return undefined;
  }
  return ready("tensorflow");
}

async function ready(backend: string): Promise<Tensorflow> {
  const [tf, layers] = await Promise.all([import("@tensorflow/tfjs-core"), import("@tensorflow/tfjs-layers")]);
  if (!(await tf.setBackend(backend))) throw unavailable(`TensorFlow.js can't use its backend "${backend}"`);
  await tf.ready();
  return { tf, layers, backend };
}

function unavailable(message: string): AttuneError {
  return new AttuneError("ATTUNE_TENSORFLOW_UNAVAILABLE", message);
}
