import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { inTraining, trainingFolder } from "../versions/in-training.js";

/** Somebody was forgotten since the training began: the rows that it has read by then may be theirs. */
const MARK = "forgotten";

/** Takes away what unfinished trainings keep of their rows; how many kept something. */
export async function clearTrainings(versions: string): Promise<number> {
  let cleared = 0;
  for (const version of await inTraining(versions)) {
    const folder = trainingFolder(versions, version);
    const kept = (await readdir(folder)).filter((name) => name !== MARK);
    await writeFile(path.join(folder, MARK), "");
    for (const name of kept) await rm(path.join(folder, name), { recursive: true, force: true });
    if (kept.length > 0) cleared++;
  }
  return cleared;
}

export function hasForgotten(versions: string, version: string): boolean {
  return existsSync(path.join(trainingFolder(versions, version), MARK));
}
