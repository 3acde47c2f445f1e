import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { piecesOf } from "../../domain/fields.js";
import type { ItemKind } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { type Product, productOf } from "../../domain/product.js";
import type { Outlet } from "../../domain/step.js";
import { weightNow } from "./activity.js";
import { addToCart, removeFromCart } from "./cart.js";
import { useCoupons } from "./coupons.js";
import { addInterest, INTEREST } from "./interests.js";
import { rememberItem } from "./items.js";
import { earnByOrder } from "./loyalty.js";
import { observeItem } from "./observed.js";
import { takeOrder } from "./orders.js";
import { saveItem, unsaveItem } from "./saved.js";
import { noteStock, stockOf } from "./stock.js";

/** What a track call does to the profile. True: it was an order that was not counted before. */
export type Handler = (draft: ProfileDraft, event: SegmentEvent, context: EngineContext, out: Outlet) => boolean;

/** What people do in a shop. */
export const SHOPPING: readonly (readonly [string, Handler])[] = [
  [
    "Product Clicked",
    aboutProduct((draft, product, event, context) => {
      addInterest(draft, product, event.time, INTEREST.click, context);
    }),
  ],
  [
    "Product Viewed",
    aboutProduct((draft, product, event, context) => {
      const activity = draft.write("activity");
      activity.views++;
      if (event.time >= activity.sessionStart) activity.sessionViews++;
      activity.recentViews += weightNow(activity, event.time, context.halfLives.activity);
      interact(draft, product, "view", event.time, context);
    }),
  ],
  [
    // It is no product that one could leave without buying: it counts for taste alone.
    "Content Viewed",
    aboutProduct((draft, product, event, context) => interact(draft, product, "view", event.time, context)),
  ],
  ["Product Added", aboutProduct(intoCart)],
  ["Wishlist Product Added to Cart", aboutProduct(intoCart)],
  [
    "Product Removed",
    aboutProduct((draft, product, { properties, time }) => {
      draft.write("activity").cartRemovals++;
      const given = properties["quantity"];
      const pieces = given === undefined || given === null ? undefined : piecesOf(given);
      removeFromCart(draft, product.id, pieces, time);
    }),
  ],
  [
    "Product Added to Wishlist",
    aboutProduct((draft, product, event, context) => {
      const activity = draft.write("activity");
      activity.saves++;
      activity.recentSaves += weightNow(activity, event.time, context.halfLives.activity);
      saveItem(draft, product, event.time, context);
      interact(draft, product, "save", event.time, context);
    }),
  ],
  ["Product Removed from Wishlist", aboutProduct((draft, { id }, { time }) => unsaveItem(draft, id, time))],
  ["Products Searched", doing((draft) => draft.write("activity").searches++)],
  ["Checkout Started", doing((draft, { time }) => (draft.write("activity").checkoutBegun = time))],
  ["Checkout Step Viewed", doing(inCheckout)],
  ["Checkout Step Completed", doing(inCheckout)],
  ["Payment Info Entered", doing(inCheckout)],
  ["Coupon Applied", doing((draft, { properties, time }) => useCoupons(draft, properties, time))],
  ["Coupon Removed", doing((draft, { properties }) => useCoupons(draft, properties, 0))],
  [
    "Order Completed",
    (draft, event, context, out) => {
      const order = takeOrder(draft, event, context);
      if (order === undefined) return false;
      for (const product of order.products) observeItem(product, event, context, out);
      useCoupons(draft, event.properties, event.time);
      earnByOrder(draft, order, event.time, context);
      return true;
    },
  ],
];

/** What is there of the order's products is told by the handlers of products. */
export function aboutProduct(
  handle: (draft: ProfileDraft, product: Product, event: SegmentEvent, context: EngineContext) => void,
): Handler {
  return (draft, event, context, out) => {
    const product = productOf(event.properties);
    if (product === undefined) return false;
    handle(draft, product, event, context);
    observeItem(product, event, context, out);
    const isThere = stockOf(event.properties);
    if (isThere !== undefined) noteStock(draft, product.id, isThere, context);
    return false;
  };
}

export function doing(
  handle: (draft: ProfileDraft, event: SegmentEvent, context: EngineContext, out: Outlet) => unknown,
): Handler {
  return (draft, event, context, out) => {
    handle(draft, event, context, out);
    return false;
  };
}

function intoCart(draft: ProfileDraft, product: Product, { time }: SegmentEvent, context: EngineContext): void {
  const activity = draft.write("activity");
  activity.cartAdds++;
  activity.recentCarts += weightNow(activity, time, context.halfLives.activity);
  addToCart(draft, product, time, context);
  interact(draft, product, "cart", time, context);
}

function interact(draft: ProfileDraft, product: Product, kind: ItemKind, time: number, context: EngineContext): void {
  rememberItem(draft, product, kind, time, context);
  addInterest(draft, product, time, INTEREST[kind], context);
}

/** A step of a checkout whose beginning was not told. */
function inCheckout(draft: ProfileDraft, { time }: SegmentEvent): void {
  const activity = draft.write("activity");
  if (activity.checkoutBegun === 0) activity.checkoutBegun = time;
}
