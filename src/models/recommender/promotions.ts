import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomically } from "../atomic-file.js";
import { invalid } from "../npy.js";

/** history.ndjson: what was promoted and taken back, a line each, oldest first. */
export interface Promotion {
  /** ISO 8601 */
  readonly at: string;
  readonly action: "promote" | "rollback";
  /** What is current from then on. */
  readonly version: string;
  /** What was current before; "" = none was. */
  readonly before: string;
}

const HISTORY_FILE = "history.ndjson";

export async function readPromotions(folder: string): Promise<Promotion[]> {
  const file = path.join(folder, HISTORY_FILE);
  return (await textOf(file))
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => {
      try {
        return JSON.parse(line) as Promotion;
      } catch {
        throw invalid(`${file}:${index + 1}`, "the line is no JSON");
      }
    });
}

/** Replaces the file at once: half a line after a power loss would stand in the way of every rollback. */
export async function appendPromotion(folder: string, promotion: Promotion): Promise<void> {
  const file = path.join(folder, HISTORY_FILE);
  await writeAtomically(file, `${await textOf(file)}${JSON.stringify(promotion)}\n`);
}

async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw invalid(file, error.message);
  });
}

/** What was promoted before the current version and not taken back since; a second rollback goes one further. */
export function versionBefore(history: readonly Promotion[], current: string): string | undefined {
  const stack: string[] = [];
  for (const { action, version } of history) {
    if (action === "rollback") while (stack.length > 0 && stack.at(-1) !== version) stack.pop();
    else if (stack.at(-1) !== version) stack.push(version);
  }
  const at = stack.lastIndexOf(current);
  return at === -1 ? stack.at(-1) : stack[at - 1];
}
