import type { Outcome } from "../report.js";

/** How a training ends that was stopped. */
export const NOT_SAVED: Outcome = {
  fields: { interrupted: true },
  lines: ["stopped; nothing was saved"],
  exitCode: 1,
};

/** Of one that can be gone on with, where it has kept anything. */
export function notSaved(isKept: boolean): Outcome {
  return {
    fields: { interrupted: true, resumable: isKept },
    lines: [`stopped; nothing was saved${isKept ? ". To go on: the same command with --resume" : ""}`],
    exitCode: 1,
  };
}
