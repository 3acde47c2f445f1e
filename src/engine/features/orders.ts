import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { weightNow } from "./activity.js";
import { emptyCart } from "./cart.js";
import { idOf, moneyOf } from "../../domain/fields.js";
import { addInterest, INTEREST } from "./interests.js";
import { rememberItem } from "./items.js";
import { orderIdOf } from "../../domain/order.js";
import { type Product, productsOf } from "../../domain/product.js";

/** Items of one order that are kept. */
export const ORDER_ITEMS = 10;

/**
 * An order: what RFM is made of (recency, frequency, monetary value), and the end of the cart and the checkout. undefined when this order was counted
 * already: sites report one from the browser and from the server, each with a messageId of its own.
 */
export function takeOrder(
  draft: ProfileDraft,
  event: SegmentEvent,
  context: EngineContext,
): { readonly id: string; readonly value: number; readonly products: readonly Product[] } | undefined {
  const { properties, time } = event;
  const id = orderIdOf(properties) ?? idOf(event.id) ?? "";
  if (draft.read("orders").some((order) => order.id === id)) return undefined;
  const products = productsOf(properties);
  const value =
    moneyOf(properties["revenue"]) ??
    moneyOf(properties["total"]) ??
    moneyOf(properties["value"]) ??
    moneyOf(properties["subtotal"]) ??
    products.reduce((sum, product) => sum + (product.price ?? 0) * product.quantity, 0);
  const activity = draft.write("activity");
  if (time >= activity.checkoutBegun) activity.checkoutBegun = 0;
  activity.orders++;
  activity.revenue += value;
  if (activity.firstOrder === 0 || time < activity.firstOrder) activity.firstOrder = time;
  if (time >= activity.lastOrder) {
    activity.lastOrder = time;
    activity.lastOrderValue = value;
  }
  const weight = weightNow(activity, time, context.halfLives.spending);
  activity.recentOrders += weight;
  activity.recentRevenue += value * weight;
  const orders = draft.write("orders");
  const pieces = products.reduce((sum, product) => sum + product.quantity, 0);
  orders.push({ id, time, value, pieces, items: products.slice(0, ORDER_ITEMS).map((product) => product.id) });
  if (orders.length > context.limits.orders) orders.shift();
  for (const product of products.slice(0, ORDER_ITEMS)) {
    rememberItem(draft, product, "order", time, context);
    addInterest(draft, product, time, INTEREST.order, context);
  }
  emptyCart(draft, products, time);
  return { id, value, products };
}
