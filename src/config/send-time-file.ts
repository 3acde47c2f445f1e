import path from "node:path";
import { problem } from "./problems.js";
import { type Reading, readText } from "./read.js";

/** Under the folder of models. */
const FOLDER = "send-time";
const CURRENT = path.join(FOLDER, "current");
const VERSION = /^[0-9A-Za-z][0-9A-Za-z-]{0,63}$/;
const MOST_BYTES = 1_024;

export interface SendTimePlace {
  /** Relative to the folder of models. */
  readonly file: string;
  readonly need: "required" | "optional";
}

/** Where none was promoted. */
export const FOLDER_PLACE: SendTimePlace = { file: path.join(FOLDER, "recipe.yaml"), need: "optional" };

/**
 * Which file says how signs of attention become rates: the promoted version's recipe (`attune train send-time --promote`); where none was promoted the
 * folder's own recipe.yaml, and without that the values that Attune was measured with. undefined, with the reason in `errors`, where `current` names no
 * version.
 */
export function sendTimePlace({ folder, errors }: Reading): SendTimePlace | undefined {
  const place = path.join(folder, CURRENT);
  const text = readText(place, errors, { maxBytes: MOST_BYTES, missing: "" })?.trim();
  if (text === undefined) return undefined;
  if (text === "") return FOLDER_PLACE;
  if (VERSION.test(text)) return { file: path.join(FOLDER, "versions", text, "recipe.yaml"), need: "required" };
  errors.push(problem("ATTUNE_CONFIG_FILE", { file: place, line: 1, column: 1 }, "it names no version"));
  return undefined;
}
