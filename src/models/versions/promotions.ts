import path from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { appendLine, readLines } from "./lines-file.js";

const PROMOTION = Type.Object({
  /** ISO 8601 */
  at: Type.String(),
  action: Type.Union([Type.Literal("promote"), Type.Literal("rollback")]),
  /** What is current from then on; "" = none. */
  version: Type.String(),
  /** What was current before; "" = none was. */
  before: Type.String(),
});

/** A line of history.ndjson: what was promoted and taken back. */
export type Promotion = Readonly<Static<typeof PROMOTION>>;

const HISTORY_FILE = "history.ndjson";
/** The newest are kept: nobody rolls back further. */
const MOST_LINES = 10_000;

/** @throws AttuneError ATTUNE_MODEL_INVALID */
export async function readPromotions(folder: string): Promise<Promotion[]> {
  return readLines(path.join(folder, HISTORY_FILE), PROMOTION);
}

export async function appendPromotion(folder: string, promotion: Promotion): Promise<void> {
  await appendLine(path.join(folder, HISTORY_FILE), PROMOTION, promotion, MOST_LINES);
}

/** What was promoted before the current version and not taken back since; a second rollback goes one further. "" where the current one was the first. */
export function versionBefore(history: readonly Promotion[], current: string): string | undefined {
  const stack: string[] = [];
  for (const { action, version } of history) {
    if (action === "rollback") while (stack.length > 0 && stack.at(-1) !== version) stack.pop();
    else if (stack.at(-1) !== version) stack.push(version);
  }
  const at = stack.lastIndexOf(current);
  if (at === 0) return "";
  return at === -1 ? stack.at(-1) : stack[at - 1];
}
