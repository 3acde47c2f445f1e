/** Trains the purchase-timing model on orders (the log's, or a file's), and measures it beside BG/NBD and simpler ones. */
export { cdnowSplit, evaluatePurchaseTiming, type PurchaseTimingEvaluation, splitAt } from "./evaluate.js";
export { type OrdersForm, readFileOrders } from "./file-orders.js";
export { readLogOrders } from "./log-orders.js";
export type { Orders } from "./orders.js";
export { purchaseTimingRecipeOf, purchaseTimingRecipeSchema } from "./recipe.js";
export { trainPurchaseTiming } from "./train.js";
