import { AttuneError } from "../../domain/errors.js";

/**
 * The target's rank among the candidates, from 1; ties share the middle of their places, so a model that scores everything alike gains nothing.
 * `isOut` marks items that are no candidates; the target itself always is one. Of the items, those before `end` count.
 * @throws AttuneError ATTUNE_SCORE_INVALID a score is no number
 */
export function midRank(scores: ArrayLike<number>, target: number, isOut?: Uint8Array, end = scores.length): number {
  const own = scores[target] as number;
  let above = 0;
  let tied = 0;
  for (let item = 0; item < end; item++) {
    const score = scores[item] as number;
    if (isOut !== undefined && isOut[item] === 1 && item !== target) continue;
    if (score > own) above++;
    else if (score === own) tied++;
    else if (!(score < own)) throw notANumber(item);
  }
  // The target ties with itself.
  if (tied === 0) throw notANumber(target);
  return 1 + above + (tied - 1) / 2;
}

/** The k best candidates, best first; among ties the one that stands first. Fewer where there are fewer. */
export function topOf(scores: ArrayLike<number>, k: number, isOut?: Uint8Array, end = scores.length): number[] {
  const items: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < end; item++) {
    const score = scores[item] as number;
    if (items.length === k && !(score > least)) continue;
    if (isOut !== undefined && isOut[item] === 1) continue;
    let place = items.length < k ? items.length : k - 1;
    while (place > 0 && (scores[items[place - 1] as number] as number) < score) {
      items[place] = items[place - 1] as number;
      place--;
    }
    items[place] = item;
    if (items.length === k) least = scores[items[k - 1] as number] as number;
  }
  return items;
}

function notANumber(item: number): AttuneError {
  return new AttuneError("ATTUNE_SCORE_INVALID", `the score of item ${item} is no number`);
}
