import path from "node:path";
import { VersionStore } from "../versions/store.js";
import { PURCHASE_TIMING_FORM } from "./form.js";
import type { PurchaseTimingManifest } from "./manifest.js";
import type { PurchaseTimingVersion } from "./model.js";

/** When people order, whether they still do, and what it is worth: BG/NBD with regularity of each person's own, and Gamma-Gamma. */
export { PurchaseTiming } from "./beliefs.js";
export { PURCHASE_TIMING_FORMAT, type PurchaseTimingManifest } from "./manifest.js";
export { purchaseTimingModelOf, type PurchaseTimingVersion, timingOf } from "./model.js";
export {
  MOST_CLASSES,
  MOST_REGULAR,
  type PurchaseTimingParameters,
  type SpendingParameters,
} from "./parameters.js";
export { type Purchases, purchasesOf } from "./purchases.js";
export { logLikelihoodOfSpending } from "./spending.js";
export type PurchaseTimingStore = VersionStore<PurchaseTimingManifest, PurchaseTimingVersion>;

/** @param models the models folder */
export function purchaseTimingStore(models: string): PurchaseTimingStore {
  return new VersionStore(path.join(models, "purchase-timing"), PURCHASE_TIMING_FORM);
}
