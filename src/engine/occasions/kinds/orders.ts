import { idOf, textOf } from "../../../domain/fields.js";
import type { SegmentEvent } from "../../../domain/event.js";
import { productsOf } from "../../../domain/product.js";
import { open } from "../opening.js";
import { NO_ITEMS, PLAN_ITEMS } from "../plans.js";
import type { Hearing, OccasionRule } from "../rule.js";

/** An order was taken. */
export const orderPlaced: OccasionRule = {
  occasion: "order-placed",
  waits: "time",
  onOrder: (heard) => open(heard, orderPlaced, {}),
  about(draft) {
    const order = draft.read("orders").at(-1);
    return { items: order?.items ?? NO_ITEMS, value: order?.value ?? 0, justBought: false };
  },
};

/** An order has got on. Its subject: the new status, in lower case. */
export const orderStatus: OccasionRule = {
  occasion: "order-status",
  waits: "time",
  opens: {
    "Order Updated": becomes("updated"),
    "Order Shipped": becomes("shipped"),
    "Order Delivered": becomes("delivered"),
    "Order Cancelled": becomes("cancelled"),
    "Order Refunded": becomes("refunded"),
  },
  // What was bought is what it is about.
  about: (_draft, { items, value }) => ({ items, value, justBought: false }),
};

const STATUS_CHARS = 40;

/** `status`: where the event itself names none. */
function becomes(status: string): Hearing {
  return (heard) => {
    const { draft, event } = heard;
    const { properties } = event;
    const id = orderOf(event);
    const order = draft.read("orders").find((known) => known.id === id);
    const items = order?.items ?? productsOf(properties).map((product) => product.id);
    const subject = (textOf(properties["status"], STATUS_CHARS) ?? status).toLowerCase();
    open(heard, orderStatus, {
      subject,
      about: `${subject}/${id}`,
      items: items.slice(0, PLAN_ITEMS),
      value: order?.value ?? 0,
    });
  };
}

function orderOf({ properties }: SegmentEvent): string {
  return idOf(properties["order_id"] ?? properties["transaction_id"] ?? properties["orderId"]) ?? "";
}
