/**
 * The names of events that Attune knows, and the other names under which they arrive: Segment's Ecommerce spec v2 (canonical), its
 * v1 names, Google Analytics 4, the email and mobile specs, and what services of e-mail, SMS and push send through Segment's names.
 * https://segment.com/docs/connections/spec/ecommerce/v2/, https://segment.com/docs/connections/spec/email/,
 * https://segment.com/docs/connections/spec/mobile/, https://developers.google.com/analytics/devguides/collection/ga4/reference/events
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
  // what else can be recommended: articles, offers …
  "Content Viewed",
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
  "Order Shipped",
  "Order Delivered",
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
  // the catalogue, told to who may care
  "Product Price Dropped",
  "Product Out of Stock",
  "Product Back in Stock",
  "Collection Launched",
  // forms, and what is asked for
  "Form Started",
  "Form Submitted",
  "Send Requested",
  "Slot Requested",
  // what the person said of being written to
  "Consent Granted",
  "Consent Denied",
  "Consent Revoked",
  "Preferences Updated",
  "Unsubscribed",
  // what the site says of the person
  "Tag Assigned",
  "Tag Removed",
  "Points Earned",
  "Points Redeemed",
  "Points Adjusted",
  "Service Case Opened",
  "Service Case Closed",
  // what channel services answer with: vocabulary-receipts.ts
  "Message Delivered",
  "Message Opened",
  "Message Clicked",
  "Message Dismissed",
  "Email Delivered",
  "Email Opened",
  "Email Link Clicked",
  "Email Bounced",
  "Email Marked as Spam",
  "SMS Delivered",
  "SMS Link Clicked",
  "SMS Rejected",
  "Push Notification Received",
  "Push Notification Tapped",
  "Push Notification Bounced",
  "In-App Message Viewed",
  "In-App Message Clicked",
  "In-App Message Dismissed",
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
  ["Shipped Order", "Order Shipped"],
  ["Order Fulfilled", "Order Shipped"],
  ["Shipment Sent", "Order Shipped"],
  ["Delivered Order", "Order Delivered"],
  ["Shipment Delivered", "Order Delivered"],
  ["Order Status Updated", "Order Updated"],
  ["Order Status Changed", "Order Updated"],
  ["Viewed Promotion", "Promotion Viewed"],
  ["Clicked Promotion", "Promotion Clicked"],
  ["Shared Product", "Product Shared"],
  ["Reviewed Product", "Product Reviewed"],
  ["Added to Wishlist", "Product Added to Wishlist"],
  ["Removed from Wishlist", "Product Removed from Wishlist"],
  // content
  ["Viewed Content", "Content Viewed"],
  ["Article Viewed", "Content Viewed"],
  ["Viewed Article", "Content Viewed"],
  ["Article Read", "Content Viewed"],
  ["Offer Viewed", "Content Viewed"],
  ["Viewed Offer", "Content Viewed"],
  ["view_content", "Content Viewed"],
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
  ["form_start", "Form Started"],
  ["form_submit", "Form Submitted"],
  ["earn_virtual_currency", "Points Earned"],
  ["spend_virtual_currency", "Points Redeemed"],
  // the catalogue and forms
  ["Price Dropped", "Product Price Dropped"],
  ["Price Drop", "Product Price Dropped"],
  ["Out of Stock", "Product Out of Stock"],
  ["Product Sold Out", "Product Out of Stock"],
  ["Back in Stock", "Product Back in Stock"],
  ["Product Restocked", "Product Back in Stock"],
  ["New Collection", "Collection Launched"],
  ["Form Completed", "Form Submitted"],
  // loyalty, tags, service
  ["Loyalty Points Earned", "Points Earned"],
  ["Reward Points Earned", "Points Earned"],
  ["Points Added", "Points Earned"],
  ["Loyalty Points Redeemed", "Points Redeemed"],
  ["Reward Points Redeemed", "Points Redeemed"],
  ["Points Spent", "Points Redeemed"],
  ["Loyalty Points Adjusted", "Points Adjusted"],
  ["Tag Added", "Tag Assigned"],
  ["Tag Unassigned", "Tag Removed"],
  ["Case Opened", "Service Case Opened"],
  ["Ticket Opened", "Service Case Opened"],
  ["Ticket Created", "Service Case Opened"],
  ["Support Ticket Created", "Service Case Opened"],
  ["Case Closed", "Service Case Closed"],
  ["Ticket Closed", "Service Case Closed"],
  ["Ticket Solved", "Service Case Closed"],
  ["Support Ticket Closed", "Service Case Closed"],
  // consent
  ["Consent Given", "Consent Granted"],
  ["Opted In", "Consent Granted"],
  ["Consent Refused", "Consent Denied"],
  ["Consent Withdrawn", "Consent Revoked"],
  ["Opted Out", "Consent Revoked"],
  ["Communication Preferences Updated", "Preferences Updated"],
  ["Email Preferences Updated", "Preferences Updated"],
  // e-mail, SMS, push, on site
  ["Email Clicked", "Email Link Clicked"],
  ["Clicked Email", "Email Link Clicked"],
  ["Opened Email", "Email Opened"],
  ["Received Email", "Email Delivered"],
  ["Bounced Email", "Email Bounced"],
  ["Email Hard Bounced", "Email Bounced"],
  ["Email Spam Reported", "Email Marked as Spam"],
  ["Email Spam Complaint", "Email Marked as Spam"],
  ["Marked Email as Spam", "Email Marked as Spam"],
  ["Email Unsubscribed", "Unsubscribed"],
  ["Unsubscribed from Email", "Unsubscribed"],
  ["Received SMS", "SMS Delivered"],
  ["Clicked SMS", "SMS Link Clicked"],
  ["SMS Clicked", "SMS Link Clicked"],
  ["SMS Short Link Clicked", "SMS Link Clicked"],
  ["Push Notification Delivered", "Push Notification Received"],
  ["Received Push", "Push Notification Received"],
  ["Push Delivered", "Push Notification Received"],
  ["Push Notification Opened", "Push Notification Tapped"],
  ["Push Notification Clicked", "Push Notification Tapped"],
  ["Opened Push", "Push Notification Tapped"],
  ["Push Opened", "Push Notification Tapped"],
  ["Push Clicked", "Push Notification Tapped"],
  ["notification_receive", "Push Notification Received"],
  ["notification_open", "Push Notification Tapped"],
  ["Push Bounced", "Push Notification Bounced"],
  ["In-App Message Opened", "In-App Message Viewed"],
  ["In-App Message Closed", "In-App Message Dismissed"],
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
