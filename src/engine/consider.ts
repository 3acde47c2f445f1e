/** The funnel of one option: what it weighs, whether policies allow it, and its words; or where it ends and why. It changes nothing. */
import type { Facts, Factors, GuardVerdict, Moment, Option, Refusal } from "../domain/consideration.js";
import type { EngineContext } from "../domain/context.js";
import { isForHoldout, isInArm } from "../domain/experiment.js";
import type { Copy } from "../domain/message.js";
import type { ProfileDraft } from "../domain/profile-draft.js";
import type { Outlet, PartitionView } from "../domain/step.js";
import type { View } from "../domain/view.js";
import { factorsOf } from "./arbitrate/factors-of.js";
import { withCoupon } from "./copy/coupon-facts.js";
import type { KnownFacts } from "./copy/facts.js";
import { type Words, type Unsaid, wordsFor } from "./copy/words.js";
import { type Offer, offerCoupon } from "./coupons/offer.js";
import { judge } from "./guard/judge.js";
import { refusalOf } from "./policies/index.js";

export interface Considered {
  readonly option: Option;
  readonly factors: Factors;
  readonly end: Copy | Refusal;
  /** Where the guard didn't simply allow. */
  readonly guard: GuardVerdict | undefined;
  readonly coupon: Offer | undefined;
}
/** One that may be said. */
export type Survivor = Considered & { readonly end: Copy };

/** What all options of one decision share. */
export interface Scene {
  readonly draft: ProfileDraft;
  readonly moment: Moment;
  readonly view: View;
  readonly context: EngineContext;
  readonly facts: KnownFacts;
  readonly partition: PartitionView;
  readonly out: Outlet;
}

export function consider(option: Option, scene: Scene): Considered {
  const { draft, moment, view, context } = scene;
  const factors = factorsOf(draft, option, context, moment, view);
  const refusal = refusalOf(draft, option, context, moment, view);
  if (refusal !== undefined) return ended(option, factors, refusal);
  const coupon = couponFor(option, scene);
  if (coupon !== undefined && !("isNew" in coupon)) return ended(option, factors, coupon);
  const words = wordsOf(option, factors, coupon, scene);
  if (!("copy" in words)) return ended(option, factors, words.refusal, words.guard);
  // Last, so that its count is of messages that were withheld, not of those that nobody would have got.
  if (isForHoldout(option.action) && isInArm(context.holdout, draft.person))
    return ended(option, factors, { stage: "arbitration", code: "experiment.holdout" }, words.guard);
  return ended(option, factors, words.copy, words.guard, coupon);
}

/** An option that ended before any policy was asked. It is weighed all the same, for the record. */
export function refuse(option: Option, refusal: Refusal, { draft, moment, view, context }: Scene): Considered {
  return ended(option, factorsOf(draft, option, context, moment, view), refusal);
}

function ended(
  option: Option,
  factors: Factors,
  end: Copy | Refusal,
  guard?: GuardVerdict,
  coupon?: Offer,
): Considered {
  return { option, factors, end, guard, coupon };
}

export function isSurvivor(one: Considered): one is Survivor {
  return !("code" in one.end);
}

function couponFor(
  option: Option,
  { draft, moment, view, context, partition, out }: Scene,
): Offer | Refusal | undefined {
  const name = option.treatment.coupon;
  if (name === undefined) return undefined;
  const pool = context.coupons.get(name);
  if (pool === undefined) return { stage: "eligibility", code: "coupon.none-left", detail: `no pool ${name}` };
  return offerCoupon(draft, option, pool, moment.time, view.person.zone, partition, out);
}

function wordsOf(option: Option, factors: Factors, coupon: Offer | undefined, scene: Scene): Words | Unsaid {
  const { draft, moment, view, context } = scene;
  let facts: Facts = scene.facts.for(option.treatment);
  if (coupon !== undefined) facts = withCoupon(facts, coupon.code, coupon.expires, view.person.zone);
  return wordsFor(option.treatment, facts, (version) =>
    judge(draft, option, version, context, moment, view, factors.evidence),
  );
}
