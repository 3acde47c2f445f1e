import { DAY, HOUR, MINUTE } from "../../domain/time.js";
import { feature, type FeatureGroup, featureTable, type IntentMoment } from "./feature.js";
import { EVENT_KINDS, factsOf } from "./intent-facts.js";
import { daysBetween, freshness, freshnessText, LOG, log, ratio, SHARE, YES, yes } from "./transformations.js";

/**
 * What the intent model reads, in groups of a function each: a call for each of the columns would cost as much as the network. In a group both lists are in
 * the same order.
 */
type Group = FeatureGroup<IntentMoment>;

const EVENT: Group = {
  features: [
    ...EVENT_KINDS.map((kind) => feature(`event-${kind}`, "event.name", "event", YES)),
    feature("event-campaign", "event.context.campaign", "event", YES),
  ],
  read(of, into, at) {
    const { kind } = factsOf(of);
    const kinds = EVENT_KINDS.length;
    for (let i = 0; i < kinds; i++) into[at + i] = yes(EVENT_KINDS[i] === kind);
    into[at + kinds] = yes(typeof of.event.context["campaign"] === "object");
  },
};

const VISIT: Group = {
  features: [
    feature("visit-minutes", "activity.sessionStart", "minutes", LOG),
    feature("visit-views", "activity.sessionViews", "views", LOG),
    feature("visit-items", "items", "items viewed", LOG),
    feature("visit-repeats", "activity.sessionViews, items", "views of what was seen in the visit before", LOG),
    feature("visit-carts", "items", "items put in the cart", LOG),
    feature("visit-saves", "items", "items saved", LOG),
    feature("visit-orders", "items", "items ordered", LOG),
    feature("visit-focus", "items", "share of the visit's items in the newest one's category", SHARE),
    feature("visit-pace", "activity", "views a minute, at most 8", "x"),
  ],
  read(of, into, at) {
    const { activity, tally, now } = factsOf(of);
    const { views, carts, saves, orders, inCategory } = tally;
    const minutes = (now - activity.sessionStart) / MINUTE;
    into[at] = log(minutes);
    into[at + 1] = log(activity.sessionViews);
    into[at + 2] = log(views);
    into[at + 3] = log(activity.sessionViews - views);
    into[at + 4] = log(carts);
    into[at + 5] = log(saves);
    into[at + 6] = log(orders);
    into[at + 7] = ratio(inCategory, views + carts + saves + orders, 1);
    into[at + 8] = ratio(activity.sessionViews, Math.max(1, minutes), 8);
  },
};

const WANTED: Group = {
  features: [
    feature("item-carted", "items, newest", "item", YES),
    feature("item-saved", "items, newest", "item", YES),
    feature("item-ordered", "items, newest", "item", YES),
    feature("cart-any", "cart", "profile", YES),
    feature("cart-fresh-hours", "items, last put in the cart", "days", freshnessText(1 / 8)),
    feature("cart-fresh-days", "items, last put in the cart", "days", freshnessText(2)),
    feature("save-fresh-days", "items, last saved", "days", freshnessText(2)),
    feature("checkout-fresh", "activity.checkoutBegun", "days", freshnessText(1 / 24)),
  ],
  read(of, into, at) {
    const { activity, tally, now } = factsOf(of);
    into[at] = yes(tally.isCarted);
    into[at + 1] = yes(tally.isSaved);
    into[at + 2] = yes(tally.isOrdered);
    into[at + 3] = yes(of.draft.hasCart());
    into[at + 4] = freshness(now, tally.lastCart, DAY / 8);
    into[at + 5] = freshness(now, tally.lastCart, 2 * DAY);
    into[at + 6] = freshness(now, tally.lastSave, 2 * DAY);
    into[at + 7] = freshness(now, activity.checkoutBegun, DAY / 24);
  },
};

const HISTORY: Group = {
  features: [
    feature("visits", "activity.sessions", "visits ever", LOG),
    feature("views", "activity.views", "views ever", LOG),
    feature("searches", "activity.searches", "searches ever", LOG),
    feature("carts", "activity.cartAdds", "cart additions ever", LOG),
    feature("removals", "activity.cartRemovals", "cart removals ever", LOG),
    feature("saves", "activity.saves", "saves ever", LOG),
    feature("recent-visits", "activity.recentSessions", "visits, decayed", LOG),
    feature("recent-views", "activity.recentViews", "views, decayed", LOG),
    feature("recent-carts", "activity.recentCarts", "cart additions, decayed", LOG),
    feature("recent-saves", "activity.recentSaves", "saves, decayed", LOG),
    feature("age", "activity.firstSeen", "days since the first event", LOG),
    feature("visit-gap", "activity", "hours between two visits, mean", LOG),
    feature("views-a-visit", "activity", "views a visit, at most 64", LOG),
    feature("known", "person", "profile", YES),
    feature("service-open", "activity.serviceOpened", "profile", YES),
  ],
  read(of, into, at) {
    const { activity, now } = factsOf(of);
    const { sessions, views, firstSeen } = activity;
    into[at] = log(sessions);
    into[at + 1] = log(views);
    into[at + 2] = log(activity.searches);
    into[at + 3] = log(activity.cartAdds);
    into[at + 4] = log(activity.cartRemovals);
    into[at + 5] = log(activity.saves);
    into[at + 6] = log(activity.recentSessions);
    into[at + 7] = log(activity.recentViews);
    into[at + 8] = log(activity.recentCarts);
    into[at + 9] = log(activity.recentSaves);
    into[at + 10] = log(daysBetween(firstSeen, now));
    into[at + 11] = sessions > 1 ? log((now - firstSeen) / HOUR / (sessions - 1)) : 0;
    into[at + 12] = log(ratio(views, sessions, 64));
    into[at + 13] = yes(of.draft.person.startsWith("u:"));
    into[at + 14] = yes(activity.serviceOpened > 0);
  },
};

const ORDERS: Group = {
  features: [
    feature("orders", "activity.orders", "orders ever", LOG),
    feature("recent-orders", "activity.recentOrders", "orders, decayed", LOG),
    feature("recent-revenue", "activity.recentRevenue", "currency, decayed", LOG),
    feature("last-value", "activity.lastOrderValue", "currency", LOG),
    feature("average-value", "activity", "currency an order", LOG),
    feature("orders-a-visit", "activity", "orders a visit, at most 1", SHARE),
    feature("orders-a-cart", "activity", "orders a cart addition, at most 1", SHARE),
    feature("order-fresh-hours", "activity.lastOrder", "days", freshnessText(1 / 8)),
    feature("order-fresh-week", "activity.lastOrder", "days", freshnessText(7)),
    feature("order-fresh-season", "activity.lastOrder", "days", freshnessText(60)),
    feature("order-gap", "activity", "days between two orders, mean", LOG),
    feature("order-due", "activity", "time since the last order in such gaps, at most 4", "x"),
  ],
  read(of, into, at) {
    const { activity, now } = factsOf(of);
    const { orders, firstOrder, lastOrder } = activity;
    // Most people have none.
    if (orders === 0) return void into.fill(0, at, at + 12);
    const gap = orders > 1 ? daysBetween(firstOrder, lastOrder) / (orders - 1) : 0;
    into[at] = log(orders);
    into[at + 1] = log(activity.recentOrders);
    into[at + 2] = log(activity.recentRevenue);
    into[at + 3] = log(activity.lastOrderValue);
    into[at + 4] = log(activity.revenue / orders);
    into[at + 5] = ratio(orders, activity.sessions, 1);
    into[at + 6] = ratio(orders, activity.cartAdds, 1);
    into[at + 7] = freshness(now, lastOrder, DAY / 8);
    into[at + 8] = freshness(now, lastOrder, 7 * DAY);
    into[at + 9] = freshness(now, lastOrder, 60 * DAY);
    into[at + 10] = log(gap);
    into[at + 11] = ratio(daysBetween(lastOrder, now), gap, 4);
  },
};

/** By minute of the day. */
const DAY_MINUTES = 1_440;
const SINES = Float64Array.from({ length: DAY_MINUTES }, (_, minute) => Math.sin((2 * Math.PI * minute) / DAY_MINUTES));
const COSINES = Float64Array.from({ length: DAY_MINUTES }, (_, minute) =>
  Math.cos((2 * Math.PI * minute) / DAY_MINUTES),
);
/** 1970-01-01 was a Thursday. */
const EPOCH_DAY = 3;
const CLOCK = "activity.clock, hours.offset";

const HOURS: Group = {
  features: [
    feature("hour-sin", CLOCK, "minute of the local day", "sin of 24 h on a circle"),
    feature("hour-cos", CLOCK, "minute of the local day", "cos of 24 h on a circle"),
    feature("weekend", CLOCK, "Saturday or Sunday", YES),
  ],
  read(of, into, at) {
    const { localTime } = factsOf(of);
    const day = Math.floor(localTime / DAY);
    const minute = Math.floor((localTime - day * DAY) / MINUTE);
    into[at] = SINES[minute] as number;
    into[at + 1] = COSINES[minute] as number;
    into[at + 2] = yes((day + EPOCH_DAY) % 7 >= 5);
  },
};

/** What the intent model reads after an event: the order is that of the columns. */
export const INTENT_FEATURES = featureTable([EVENT, VISIT, WANTED, HISTORY, ORDERS, HOURS]);
