import type { JsonObject } from "./event.js";
import { idOf } from "./fields.js";
import type { OrderRecord } from "./profile.js";

/** The order's id as an event names it: Segment's Ecommerce spec v2, and Google Analytics 4. */
export function orderIdOf(properties: JsonObject): string | undefined {
  return idOf(properties["order_id"] ?? properties["transaction_id"] ?? properties["orderId"]);
}

/** The order of this id; the newest where none is named ("" or undefined). Orders stand in the order in which they were told. */
export function orderNamed(orders: readonly OrderRecord[], id: string | undefined): OrderRecord | undefined {
  if (id !== undefined && id !== "") return orders.findLast((order) => order.id === id);
  return orders.reduce<OrderRecord | undefined>(
    (newest, order) => (newest === undefined || order.time >= newest.time ? order : newest),
    undefined,
  );
}
