export { Dispatcher } from "./dispatcher.js";
export { type DeliveryTotals, pendingOf } from "./totals.js";
export {
  allDeliveries,
  deliveriesOf,
  deliveryTotals,
  forgetDeliveries,
  one,
  queueAgain,
  recordOf,
} from "./visit.js";
