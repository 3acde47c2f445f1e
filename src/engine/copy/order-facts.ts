import type { JsonObject } from "../../domain/event.js";
import { orderNamed } from "../../domain/order.js";
import type { Known } from "./known.js";
import { cents, plain } from "./plain.js";

/** The order that the moment is about, else the newest one. Of a status nothing is known without its order. */
export function orderFacts({ draft, moment }: Known): JsonObject | undefined {
  const isStatus = moment.occasion === "order-status";
  const named = moment.told?.order ?? "";
  if (isStatus && named === "") return undefined;
  const order = orderNamed(draft.read("orders"), named);
  const id = named === "" ? order?.id : named;
  if (id === undefined) return undefined;
  return plain({
    id,
    ...(order === undefined ? {} : { value: cents(order.value) }),
    ...(order === undefined || order.pieces === 0 ? {} : { items: order.pieces }),
    ...(isStatus && moment.subject !== "" ? { status: moment.subject } : {}),
  });
}
