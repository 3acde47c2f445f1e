import type { AttuneEvent } from "../domain/event.js";

/**
 * A batch in parts that can each be loaded and applied at once: pins stand only at a part's beginning, so that what one names is found when it comes into
 * force and not before. A quiet partition's batch may hold hundreds, and each holds memory while it is ready.
 */
export function partsByPin<D extends { readonly event: AttuneEvent | undefined }>(batch: readonly D[]): D[][] {
  const parts: D[][] = [];
  let isBeginning = false;
  for (const one of batch) {
    const { event } = one;
    const isPin = event?.type === "context" && event.serving !== undefined;
    const part = parts.at(-1);
    if (part === undefined || (isPin && !isBeginning)) parts.push([one]);
    else part.push(one);
    isBeginning = isPin || (isBeginning && event?.type === "context");
  }
  return parts;
}
