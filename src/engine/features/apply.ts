import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import type { ItemKind, ProfileDraft } from "../../domain/profile.js";
import { countEvent, weightNow } from "./activity.js";
import { addToCart, removeFromCart } from "./cart.js";
import { channelOf, consentOfTraits, isHardBounce, markFailed, setConsent } from "./consent.js";
import { objectOf, piecesOf, textOf } from "./fields.js";
import { countHour } from "./hours.js";
import { addInterest, INTEREST } from "./interests.js";
import { rememberItem } from "./items.js";
import { takeOrder } from "./orders.js";
import { type Product, productOf } from "./product.js";
import { countResponse, type Response } from "./responses.js";
import { saveItem, unsaveItem } from "./saved.js";
import { setPushToken, setTraits } from "./traits.js";

/**
 * The stage that turns an event into features of the profile. It says what the event was to the occasions: the person did something
 * ("activity"), placed an order, or neither ("quiet": what a server or a channel service told).
 */
export type Happening = "activity" | "order" | "quiet";

type Handler = (draft: ProfileDraft, event: SegmentEvent, context: EngineContext) => Happening;

export function applyFeatures(draft: ProfileDraft, event: SegmentEvent, context: EngineContext): Happening {
  const handler = event.type === "track" ? TRACKS.get(event.name) : undefined;
  const byPerson =
    event.type === "page" || event.type === "screen" || (event.type === "track" && !QUIET.has(event.name));
  const { lastSeen } = draft.read("activity");
  countEvent(draft, event.time, byPerson, context);
  if (byPerson) countHour(draft, event.time, lastSeen, context);
  const device = objectOf(event.context["device"]);
  if (device !== undefined) setPushToken(draft, device["token"], event.time, context);
  if (event.type === "identify") {
    setTraits(draft, event.traits, event.time, context);
    consentOfTraits(draft, event.traits, event.time, sourceOf(event));
    return "quiet";
  }
  return handler === undefined ? (byPerson ? "activity" : "quiet") : handler(draft, event, context);
}

const TRACKS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
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
  ["Product Added", aboutProduct(intoCart)],
  ["Wishlist Product Added to Cart", aboutProduct(intoCart)],
  [
    "Product Removed",
    aboutProduct((draft, product, { properties }) => {
      draft.write("activity").cartRemovals++;
      const given = properties["quantity"];
      removeFromCart(draft, product.id, given === undefined || given === null ? undefined : piecesOf(given));
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
  ["Product Removed from Wishlist", aboutProduct((draft, product) => unsaveItem(draft, product.id))],
  [
    "Products Searched",
    (draft) => {
      draft.write("activity").searches++;
      return "activity";
    },
  ],
  ["Order Completed", (draft, event, context) => (takeOrder(draft, event, context) ? "order" : "activity")],
  ["Email Delivered", receipt("delivered")],
  ["Email Opened", receipt("opened")],
  ["Email Link Clicked", receipt("clicked")],
  ["Message Delivered", receipt("delivered")],
  ["Message Opened", receipt("opened")],
  ["Message Clicked", receipt("clicked")],
  [
    "Email Bounced",
    (draft, event) => {
      if (isHardBounce(event.properties)) markFailed(draft, "email", event.time);
      return "quiet";
    },
  ],
  [
    "Email Marked as Spam",
    (draft, event) => {
      setConsent(draft, "email", false, event.time, sourceOf(event));
      return "quiet";
    },
  ],
  ["Unsubscribed", consents(false)],
  ["Consent Denied", consents(false)],
  ["Consent Granted", consents(true)],
]);

/** Track calls that channel services and servers send: they are no visit. */
const QUIET: ReadonlySet<string> = new Set([
  "Email Delivered",
  "Email Opened",
  "Email Link Clicked",
  "Message Delivered",
  "Message Opened",
  "Message Clicked",
  "Email Bounced",
  "Email Marked as Spam",
  "Unsubscribed",
  "Consent Denied",
  "Consent Granted",
]);

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

function aboutProduct(
  handle: (draft: ProfileDraft, product: Product, event: SegmentEvent, context: EngineContext) => void,
): Handler {
  return (draft, event, context) => {
    const product = productOf(event.properties);
    if (product !== undefined) handle(draft, product, event, context);
    return "activity";
  };
}

function receipt(response: Response): Handler {
  return (draft, event, context) => {
    const channel = channelOf(event.properties);
    if (channel !== undefined) countResponse(draft, channel, response, event.time, context);
    return "quiet";
  };
}

function consents(granted: boolean): Handler {
  return (draft, event) => {
    const channel = channelOf(event.properties);
    if (channel !== undefined) setConsent(draft, channel, granted, event.time, sourceOf(event));
    return "quiet";
  };
}

/** Where a statement about consent came from: the write key's name. */
function sourceOf(event: SegmentEvent): string {
  return textOf(event.source, 40) ?? "";
}
