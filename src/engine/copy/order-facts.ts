import type { JsonObject } from "../../domain/event.js";
import { idOf } from "../../domain/fields.js";
import type { Known } from "./known.js";
import { cents, plain } from "./plain.js";

/** The order that the event names, else the last one. */
export function orderFacts({ draft, moment }: Known): JsonObject | undefined {
  const isStatus = moment.occasion === "order-status";
  const named = isStatus ? idOf(moment.event?.properties["order_id"]) : undefined;
  const orders = draft.read("orders");
  const order = named === undefined ? orders.at(-1) : orders.findLast(({ id }) => id === named);
  const id = named ?? order?.id;
  if (id === undefined) return undefined;
  return plain({
    id,
    ...(order === undefined ? {} : { value: cents(order.value) }),
    ...(order === undefined || order.pieces === 0 ? {} : { items: order.pieces }),
    ...(isStatus && moment.subject !== "" ? { status: moment.subject } : {}),
  });
}
