import type { EngineContext } from "../../../domain/context.js";
import type { Activity, View } from "../../../domain/profile.js";
import { decay } from "../../../domain/time.js";

/** Counters add; decayed ones are brought to the later clock first. Gives the same whichever of the two is the giver. */
export function mergeActivity(into: Activity, from: View<Activity>, context: EngineContext): void {
  const { activity: half, spending } = context.halfLives;
  const clock = Math.max(into.clock, from.clock);
  const decayed = (a: number, b: number, halfLife: number): number =>
    a * decay(clock - into.clock, halfLife) + b * decay(clock - from.clock, halfLife);
  into.recentSessions = decayed(into.recentSessions, from.recentSessions, half);
  into.recentViews = decayed(into.recentViews, from.recentViews, half);
  into.recentCarts = decayed(into.recentCarts, from.recentCarts, half);
  into.recentSaves = decayed(into.recentSaves, from.recentSaves, half);
  into.recentOrders = decayed(into.recentOrders, from.recentOrders, spending);
  into.recentRevenue = decayed(into.recentRevenue, from.recentRevenue, spending);
  mergeSession(into, from, context.sessionGapMs);
  into.clock = clock;
  into.firstSeen = earlier(into.firstSeen, from.firstSeen);
  into.lastSeen = Math.max(into.lastSeen, from.lastSeen);
  into.events += from.events;
  into.views += from.views;
  into.searches += from.searches;
  into.cartAdds += from.cartAdds;
  into.cartRemovals += from.cartRemovals;
  into.saves += from.saves;
  into.orders += from.orders;
  into.revenue += from.revenue;
  into.firstOrder = earlier(into.firstOrder, from.firstOrder);
  if (from.lastOrder > into.lastOrder) into.lastOrderValue = from.lastOrderValue;
  else if (from.lastOrder === into.lastOrder) into.lastOrderValue = Math.max(into.lastOrderValue, from.lastOrderValue);
  into.lastOrder = Math.max(into.lastOrder, from.lastOrder);
  into.serviceOpened = earlier(into.serviceOpened, from.serviceOpened);
  into.checkoutBegun = Math.max(into.checkoutBegun, from.checkoutBegun);
  // An order of the one ends the checkout that the other began.
  if (into.checkoutBegun <= into.lastOrder) into.checkoutBegun = 0;
}

/** Logging in does not end a visit: sessions that touch are one. */
function mergeSession(into: Activity, from: View<Activity>, gap: number): void {
  if (from.sessions === 0) return;
  const touch =
    into.sessions > 0 && from.sessionStart - into.lastSeen <= gap && into.sessionStart - from.lastSeen <= gap;
  into.sessions += from.sessions - (touch ? 1 : 0);
  if (touch) {
    into.sessionStart = Math.min(into.sessionStart, from.sessionStart);
    into.sessionViews += from.sessionViews;
  } else if (from.sessionStart > into.sessionStart) {
    into.sessionStart = from.sessionStart;
    into.sessionViews = from.sessionViews;
  }
}

/** 0 = never. */
function earlier(a: number, b: number): number {
  return a === 0 ? b : b === 0 ? a : Math.min(a, b);
}
