import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomically } from "../../models/atomic-file.js";
import { INTENT_FEATURES } from "../../models/features.js";
import { INTENT_HEADS } from "./labels.js";
import { hashOf, type IntentRows } from "./rows.js";

/** Rows kept in a training's folder, so that one that was interrupted need not replay again. Native byte order: they stay on the machine. */

const FACTS_FILE = "rows.json";
const COLUMNS = ["rows", "labels", "knownAt", "times", "weights", "people"] as const;

type Facts = Pick<IntentRows, "source" | "dataHash" | "moments"> & { readonly key: string; readonly count: number };

/** @param key says of what they were made: source, recipe, features, seed */
export async function storeRows(folder: string, key: string, data: IntentRows): Promise<void> {
  for (const name of COLUMNS) {
    const { buffer, byteOffset, byteLength } = data[name];
    await writeAtomically(fileOf(folder, name), new Uint8Array(buffer, byteOffset, byteLength));
  }
  const { source, dataHash, moments } = data;
  const facts: Facts = { key, count: data.times.length, source, dataHash, moments };
  // Last: with it they are there as a whole.
  await writeAtomically(path.join(folder, FACTS_FILE), JSON.stringify(facts));
}

/** undefined: none, of something else, or not as they were written. */
export async function storedRows(folder: string, key: string): Promise<IntentRows | undefined> {
  const facts = await factsIn(folder);
  if (facts?.key !== key) return undefined;
  const { count, source, dataHash, moments } = facts;
  const [inputs, heads] = [INTENT_FEATURES.length, INTENT_HEADS];
  const column = async (name: (typeof COLUMNS)[number], bytes: number): Promise<ArrayBuffer> => {
    const content = await readFile(fileOf(folder, name));
    if (content.byteLength !== bytes) throw new RangeError(`${name}: ${content.byteLength} bytes instead of ${bytes}`);
    return content.buffer.slice(content.byteOffset, content.byteOffset + bytes);
  };
  try {
    const data = {
      rows: new Float32Array(await column("rows", 4 * count * inputs)),
      labels: new Float32Array(await column("labels", 4 * count * heads.length)),
      knownAt: new Float64Array(await column("knownAt", 8 * count * heads.length)),
      times: new Float64Array(await column("times", 8 * count)),
      weights: new Float32Array(await column("weights", 4 * count)),
      people: new Uint32Array(await column("people", 4 * count)),
    };
    return hashOf(data) === dataHash ? { ...data, inputs, heads, source, dataHash, moments } : undefined;
  } catch {
    // Cut off or gone: the rows are made anew.
    return undefined;
  }
}

async function factsIn(folder: string): Promise<Facts | undefined> {
  const file = path.join(folder, FACTS_FILE);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(await readFile(file, "utf8")) as Facts;
  } catch {
    return undefined;
  }
}

function fileOf(folder: string, name: string): string {
  return path.join(folder, `rows-${name}.bin`);
}
