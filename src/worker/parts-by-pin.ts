import type { AttuneEvent } from "../domain/event.js";

/**
 * A batch in parts that can each be loaded and applied at once: pins stand only at a part's beginning, so that what one names is found when it comes into
 * force and not before. Of what recommends, a quiet partition's batch may hold hundreds of pins, and each holds memory while it is ready: of those next to
 * each other only the last is met. A pin of what scores begins a part of its own: what it forgets of the statistics must not depend on the batch.
 */
export function partsByPin<D extends { readonly event: AttuneEvent | undefined }>(batch: readonly D[]): D[][] {
  const parts: D[][] = [];
  let isBeginning = false;
  for (const one of batch) {
    const { event } = one;
    const pinned = event?.type === "context" ? event : undefined;
    const isScoring = pinned?.scoring !== undefined;
    const isPin = isScoring || pinned?.serving !== undefined;
    const part = parts.at(-1);
    if (part === undefined || isScoring || (isPin && !isBeginning)) parts.push([one]);
    else part.push(one);
    isBeginning = isPin || (isBeginning && pinned !== undefined);
  }
  return parts;
}
