import { rfmKeysOf, type RfmPoint } from "../../domain/rfm.js";
import type { Outlet } from "../../domain/step.js";

/** Moves a person in the histograms that the population's quintiles come from (domain/rfm.ts). 0 on either side: they come, or go away. */
export function moveRfm(before: RfmPoint, after: RfmPoint, out: Outlet): void {
  if (before === after) return;
  if (before !== 0) for (const key of rfmKeysOf(before)) out.learn("rfm", key, -1);
  if (after !== 0) for (const key of rfmKeysOf(after)) out.learn("rfm", key, 1);
}
