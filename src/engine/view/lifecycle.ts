import type { LifecyclePolicy, Lifecycle, FunnelStage } from "../../domain/policy.js";
import type { Activity } from "../../domain/profile.js";

/**
 * Where a person stands, as a state machine whose state follows from orders and time alone:
 *
 *   stranger    never bought, not known by a user id, came once and put nothing in the cart or aside
 *   prospect    never bought, but known, back again, or with things in the cart or saved
 *   first-time  one order                                 }
 *   active      two orders or more                        }  less than `lapsingMs` ago
 *   loyal       `loyalOrders` or more                     }
 *   lapsing     a customer whose last order is `lapsingMs` ago or longer
 *   lapsed      a customer, `lapsedMs` after the last order; a prospect, `lapsedMs` after the last visit
 *   lost        the same, after `lostMs`
 *
 *   event:  stranger -> prospect -> first-time -> active -> loyal; an order leads from lapsing, lapsed and lost back to where their count says
 *   time:   first-time, active, loyal -> lapsing -> lapsed -> lost; prospect -> lapsed -> lost. Strangers stay strangers: they never stood anywhere.
 */
export function lifecycleOf(
  activity: Readonly<Activity>,
  isKnown: boolean,
  now: number,
  policy: LifecyclePolicy,
): Lifecycle {
  const { orders } = activity;
  const isProspect = orders === 0 && (isKnown || activity.sessions > 1 || activity.cartAdds > 0 || activity.saves > 0);
  if (orders === 0 && !isProspect) return "stranger";
  const elapsed = now - (isProspect ? activity.lastSeen || activity.firstSeen : activity.lastOrder);
  if (elapsed >= policy.lostMs) return "lost";
  if (elapsed >= policy.lapsedMs) return "lapsed";
  if (isProspect) return "prospect";
  if (elapsed >= policy.lapsingMs) return "lapsing";
  if (orders >= policy.loyalOrders) return "loyal";
  return orders === 1 ? "first-time" : "active";
}

/** One view, cart or save within its half-life. */
const RECENT = 0.5;

/**
 * How far the person is on the way to an order, now:
 *
 *   customer     has bought
 *   considering  has a cart, began a checkout, or put something in the cart or aside lately
 *   interested   looked at products lately
 *   aware        was here
 *   unaware      was never here
 */
export function funnelOf(
  activity: Readonly<Activity>,
  hasCart: boolean,
  fade: (counter: number) => number,
): FunnelStage {
  if (activity.orders > 0) return "customer";
  if (hasCart || activity.checkoutBegun > 0) return "considering";
  if (fade(activity.recentCarts + activity.recentSaves) >= RECENT) return "considering";
  if (fade(activity.recentViews) >= RECENT) return "interested";
  return activity.sessions > 0 ? "aware" : "unaware";
}
