import { readFile } from "node:fs/promises";
import type { Static, TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { writeAtomically } from "../atomic-file.js";
import { invalid } from "../npy.js";

/** Files beside the versions of a JSON object a line, oldest first. Whoever changes one holds the store's lock. */

/** None where there is no file. @throws AttuneError ATTUNE_MODEL_INVALID */
export async function readLines<S extends TSchema>(file: string, schema: S): Promise<Static<S>[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw invalid(file, error.message, error);
  });
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => {
      const value = parse(line);
      if (!Value.Check(schema, value)) throw invalid(`${file}:${index + 1}`, "the line is none that Attune writes");
      return value;
    });
}

/** Adds a line, and keeps the newest. Replaces the file at once: half a line after a power loss would stand in the way of all that read it. */
export async function appendLine<S extends TSchema>(
  file: string,
  schema: S,
  line: object,
  most: number,
): Promise<void> {
  if (!Value.Check(schema, line)) throw invalid(file, `${Value.Errors(schema, line).First()?.path} can't be written`);
  const lines = [...(await readLines(file, schema)), line].slice(-most);
  await writeAtomically(file, lines.map((each) => `${JSON.stringify(each)}\n`).join(""));
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
