import type { EngineContext } from "../../domain/context.js";
import type { Coupon } from "../../domain/coupon.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import { COUPONS, type Offer } from "./offer.js";

/** A message with the code leaves: it is the person's, and nobody else's any more. */
export function giveCoupon(
  draft: ProfileDraft,
  action: string,
  offer: Offer,
  time: number,
  context: EngineContext,
  out: Outlet,
): void {
  if (!offer.isNew) return;
  const { code, pool, expires } = offer;
  const coupons = draft.write("coupons");
  coupons.push({ code, pool, action, given: time, expires, used: 0 });
  while (coupons.length > context.limits.coupons) coupons.splice(leastNeeded(coupons, time), 1);
  out.learn(COUPONS, pool, 1);
}

/** The oldest that is used or has run out; where none is, the oldest. Never the last, which was just given. */
function leastNeeded(coupons: readonly Coupon[], time: number): number {
  const spent = coupons.findIndex(({ used, expires }, i) => i < coupons.length - 1 && (used > 0 || expires <= time));
  return Math.max(0, spent);
}
