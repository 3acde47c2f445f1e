import { idOf, textOf } from "../../../domain/fields.js";
import { orderIdOf, orderNamed } from "../../../domain/order.js";
import { productsOf } from "../../../domain/product.js";
import { open } from "../opening.js";
import { NO_ITEMS, PLAN_ITEMS } from "../plans.js";
import type { Hearing, OccasionRule } from "../rule.js";
import { toldOf } from "../told.js";

/** An order was taken. */
export const orderPlaced: OccasionRule = {
  occasion: "order-placed",
  waits: "time",
  onOrder(heard) {
    const { id, properties } = heard.event;
    open(heard, orderPlaced, {
      told: toldOf(properties, productsOf(properties), orderIdOf(properties) ?? idOf(id)),
    });
  },
  about(draft, { told }) {
    const order = orderNamed(draft.read("orders"), told?.order);
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
    const id = orderIdOf(properties) ?? "";
    const order = draft.read("orders").find((known) => known.id === id);
    const products = productsOf(properties);
    const items = order?.items ?? products.map((product) => product.id);
    const subject = (textOf(properties["status"], STATUS_CHARS) ?? status).toLowerCase();
    open(heard, orderStatus, {
      subject,
      about: `${subject}/${id}`,
      items: items.slice(0, PLAN_ITEMS),
      value: order?.value ?? 0,
      told: toldOf(properties, products),
    });
  };
}
