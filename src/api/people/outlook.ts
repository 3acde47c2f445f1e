import { purchaseHistoryOf } from "../../domain/purchase-history.js";
import type { PurchaseTimingModel } from "../../domain/scoring.js";
import { isoTime } from "../../domain/wire/index.js";
import type { Profile } from "../../engine/index.js";

/** The purchase-timing model in force: used at once, never kept; undefined: none scores. */
export type AskTiming = () => PurchaseTimingModel | undefined;

/** What the person's orders let expect as of a time, ms; null where no model scores, and for who has none. */
export function outlookOf(profile: Profile, model: PurchaseTimingModel | undefined, time: number) {
  const history = purchaseHistoryOf(profile);
  if (model === undefined || history === undefined) return null;
  const { alive, orders, value, nextOrder } = model.outlook(history, time);
  const { version, horizonDays } = model;
  return { version, horizonDays, alive, orders, value, nextOrder: isoTime(nextOrder) };
}
