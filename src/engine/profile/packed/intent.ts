import type { IntentScores } from "../../../domain/scoring.js";
import type { ByteWriter } from "../byte-writer.js";
import { packSaid } from "../layout/predictions.js";

/** Bytes in front of what is known of samples (layout/predictions.ts). */
const SAID = 14;

/** Writes the section that stands from `start` to `end` anew, with other scores. Returns where it begins. */
export function writeIntent(w: ByteWriter, start: number, end: number, at: number, scores: IntentScores): number {
  const anew = w.position;
  packSaid(w, at, scores);
  if (start === end) {
    w.double(0);
    w.whole(0);
  } else w.again(start + SAID, end);
  return anew;
}
