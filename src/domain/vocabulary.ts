/**
 * The names of events that Attune knows, and the other names under which they arrive: Segment's Ecommerce spec v2 (canonical), its
 * v1 names, Google Analytics 4, and the email spec. https://segment.com/docs/connections/spec/ecommerce/v2/,
 * https://segment.com/docs/connections/spec/email/, https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 */
export const KNOWN_EVENTS = [
  // browsing
  "Products Searched",
  "Product List Viewed",
  "Product List Filtered",
  "Promotion Viewed",
  "Promotion Clicked",
  "Product Clicked",
  "Product Viewed",
  // cart and checkout
  "Product Added",
  "Product Removed",
  "Cart Viewed",
  "Checkout Started",
  "Checkout Step Viewed",
  "Checkout Step Completed",
  "Payment Info Entered",
  // orders
  "Order Completed",
  "Order Updated",
  "Order Refunded",
  "Order Cancelled",
  // coupons
  "Coupon Entered",
  "Coupon Applied",
  "Coupon Denied",
  "Coupon Removed",
  // saved items, sharing, reviews
  "Product Added to Wishlist",
  "Product Removed from Wishlist",
  "Wishlist Product Added to Cart",
  "Product Shared",
  "Cart Shared",
  "Product Reviewed",
  // e-mail: what channel services answer with
  "Email Delivered",
  "Email Opened",
  "Email Link Clicked",
  "Email Bounced",
  "Email Marked as Spam",
  "Unsubscribed",
] as const;

export type KnownEvent = (typeof KNOWN_EVENTS)[number];

const OTHER_NAMES: readonly (readonly [string, KnownEvent])[] = [
  // Segment Ecommerce v1, still sent
  ["Viewed Product", "Product Viewed"],
  ["Viewed Product Category", "Product List Viewed"],
  ["Viewed Product List", "Product List Viewed"],
  ["Filtered Product List", "Product List Filtered"],
  ["Clicked Product", "Product Clicked"],
  ["Searched Products", "Products Searched"],
  ["Added Product", "Product Added"],
  ["Removed Product", "Product Removed"],
  ["Viewed Cart", "Cart Viewed"],
  ["Started Order", "Checkout Started"],
  ["Started Checkout", "Checkout Started"],
  ["Viewed Checkout Step", "Checkout Step Viewed"],
  ["Completed Checkout Step", "Checkout Step Completed"],
  ["Entered Payment Info", "Payment Info Entered"],
  ["Completed Order", "Order Completed"],
  ["Updated Order", "Order Updated"],
  ["Refunded Order", "Order Refunded"],
  ["Cancelled Order", "Order Cancelled"],
  ["Order Canceled", "Order Cancelled"],
  ["Viewed Promotion", "Promotion Viewed"],
  ["Clicked Promotion", "Promotion Clicked"],
  ["Shared Product", "Product Shared"],
  ["Reviewed Product", "Product Reviewed"],
  ["Added to Wishlist", "Product Added to Wishlist"],
  ["Removed from Wishlist", "Product Removed from Wishlist"],
  // Google Analytics 4
  ["search", "Products Searched"],
  ["view_search_results", "Products Searched"],
  ["view_item_list", "Product List Viewed"],
  ["select_item", "Product Clicked"],
  ["view_item", "Product Viewed"],
  ["view_promotion", "Promotion Viewed"],
  ["select_promotion", "Promotion Clicked"],
  ["add_to_cart", "Product Added"],
  ["remove_from_cart", "Product Removed"],
  ["view_cart", "Cart Viewed"],
  ["begin_checkout", "Checkout Started"],
  ["add_shipping_info", "Checkout Step Completed"],
  ["add_payment_info", "Payment Info Entered"],
  ["purchase", "Order Completed"],
  ["refund", "Order Refunded"],
  ["add_to_wishlist", "Product Added to Wishlist"],
  // e-mail
  ["Email Clicked", "Email Link Clicked"],
  ["Email Spam Reported", "Email Marked as Spam"],
  ["Email Unsubscribed", "Unsubscribed"],
];

/** Lower case, words apart by one space: "product_viewed", "productViewed" and "Product  viewed" fold together. */
function fold(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[\s_.:-]+/g, " ")
    .trim()
    .toLowerCase();
}

const EXACT = new Map<string, KnownEvent>();
const FOLDED = new Map<string, KnownEvent>();
for (const name of KNOWN_EVENTS) {
  EXACT.set(name, name);
  FOLDED.set(fold(name), name);
}
for (const [other, name] of OTHER_NAMES) {
  EXACT.set(other, name);
  FOLDED.set(fold(other), name);
}

/** The canonical name of an event; its own name, trimmed, where it is none that Attune knows. Idempotent. */
export function canonicalEventName(name: string): string {
  return EXACT.get(name) ?? FOLDED.get(fold(name)) ?? name.trim();
}

export function isKnownEvent(name: string): name is KnownEvent {
  return EXACT.get(name) === name;
}
