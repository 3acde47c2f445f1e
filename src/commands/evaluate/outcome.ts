import type { Outcome } from "../report.js";

/** What the commands that evaluate say at their end. */

/** Where the files lie that were asked for. */
export function filesWritten(asked: { readonly report?: string; readonly writeRecipe?: string }): string[] {
  return [
    ...(asked.report === undefined ? [] : [`report: ${asked.report}`]),
    ...(asked.writeRecipe === undefined ? [] : [`recipe: ${asked.writeRecipe}`]),
  ];
}

export const NOT_MEASURED: Outcome = {
  fields: { interrupted: true },
  lines: ["stopped; nothing was measured"],
  exitCode: 1,
};
