import type { ConfigProblem } from "../problems.js";
import type { SegmentsFile } from "../schema/segments.js";
import type { Source } from "../sources.js";
import { Mistakes } from "./mistakes.js";

/** segments.yaml: segments and personas share their names. */
export function checkSegments({ value: { segments, personas }, file }: Source<SegmentsFile>): ConfigProblem[] {
  const mistakes = new Mistakes(file);
  mistakes.repeated(
    [...segments, ...personas].map(({ id }) => id),
    "segment",
    (i) => (i < segments.length ? ["segments", i, "id"] : ["personas", i - segments.length, "id"]),
  );
  return mistakes.found;
}
