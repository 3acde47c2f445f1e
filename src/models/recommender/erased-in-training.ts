import { appendFile, readFile } from "node:fs/promises";
import path from "node:path";
import { inTraining, trainingFolder } from "../versions/in-training.js";
import { saltedOwner } from "./owners.js";

/** Training reads people's events long before it writes: who is erased meanwhile is noted, and is not in what is written. */

const ERASED_FILE = "erased";

export async function noteErasure(versions: string, personToken: string): Promise<void> {
  for (const version of await inTraining(versions))
    await appendFile(
      path.join(trainingFolder(versions, version), ERASED_FILE),
      `${saltedOwner(version, personToken)}\n`,
    );
}

/** Owners erased since it was begun. */
export async function erasedDuring(versions: string, version: string): Promise<number[]> {
  const text = await readFile(path.join(trainingFolder(versions, version), ERASED_FILE), "utf8").catch(() => "");
  return text.split("\n").filter(Boolean).map(Number);
}
