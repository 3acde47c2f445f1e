/**
 * The coupon code that a treatment may show a person. It is only offered until a message with it leaves (give.ts): what is rendered and
 * not said uses nothing up. A code goes to one person only: each partition draws from serial numbers of its own.
 */
import type { Option, Refusal } from "../../domain/consideration.js";
import type { CouponPool } from "../../domain/policy.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet, PartitionView } from "../../domain/step.js";
import { localTime, momentOf } from "../../domain/zone.js";
import { codeOf, MOST_SERIALS } from "./code.js";

export interface Offer {
  readonly code: string;
  readonly pool: string;
  /** Good until then (exclusive), ms: the end of a day in the person's zone. */
  readonly expires: number;
  /** It comes out of the pool; false: the person holds it already, unused. */
  readonly isNew: boolean;
}

/** The statistics' group of how many codes of a pool this partition has given. */
export const COUPONS = "coupons";

export function offerCoupon(
  draft: ProfileDraft,
  { action }: Option,
  pool: CouponPool,
  time: number,
  zone: string,
  partition: PartitionView,
  out: Outlet,
): Offer | Refusal {
  const held = draft
    .read("coupons")
    .findLast(
      (coupon) => coupon.pool === pool.id && coupon.action === action.id && coupon.used === 0 && coupon.expires > time,
    );
  if (held !== undefined) return { code: held.code, pool: pool.id, expires: held.expires, isNew: false };
  const given = partition.statistic(COUPONS, pool.id) + out.learnt(COUPONS, pool.id);
  const code = codeAt(pool, partition.partition + partition.partitions * given);
  if (code === undefined) return { stage: "eligibility", code: "coupon.none-left", detail: `pool ${pool.id}` };
  return { code, pool: pool.id, expires: endOfDay(time + pool.validMs, zone), isNew: true };
}

/** The pool's code of this serial number, from 0; undefined where it has no more. */
export function codeAt(pool: CouponPool, serial: number): string | undefined {
  if (pool.kind === "list") return pool.codes[serial];
  return serial < MOST_SERIALS ? codeOf(serial, pool.prefix, pool.secret) : undefined;
}

/** Words name a day: the code is good through all of it. */
function endOfDay(time: number, zone: string): number {
  return momentOf(zone, localTime(zone, time).date + 1, 0);
}
