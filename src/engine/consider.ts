/** The funnel of one option: what it weighs, whether policies allow it, and its words; or where it ends and why. It changes nothing. */
import type { Facts, Factors, GuardVerdict, Moment, Option, Refusal } from "../domain/consideration.js";
import type { EngineContext } from "../domain/context.js";
import { isForHoldout, isInArm } from "../domain/experiment.js";
import type { Item } from "../domain/item.js";
import type { Copy } from "../domain/message.js";
import type { ProfileDraft } from "../domain/profile-draft.js";
import type { Outlet, PartitionView } from "../domain/step.js";
import { usableFact } from "../domain/usable-fact.js";
import type { View } from "../domain/view.js";
import type { Weighed } from "./arbitrate/weigh.js";
import { withCoupon } from "./copy/coupon-facts.js";
import type { Dress } from "./copy/dress.js";
import type { KnownFacts } from "./copy/facts.js";
import { withRecommended } from "./copy/recommended-facts.js";
import { type Words, type Unsaid, wordsFor } from "./copy/words.js";
import { type Offer, offerCoupon } from "./coupons/offer.js";
import { judge } from "./guard/judge.js";
import { mayRecommend } from "./guard/recommended.js";
import { refusalOf } from "./policies/index.js";
import type { Chosen, Recommendations } from "./recommend/recommendations.js";

export interface Considered extends Weighed {
  readonly option: Option;
  readonly end: Copy | Refusal;
  /** Where the guard didn't simply allow. */
  readonly guard: GuardVerdict | undefined;
  readonly coupon: Offer | undefined;
  /** Which version of the treatment's words it is said in; 0 where it isn't. */
  readonly version: number;
  /** What it is dressed in. */
  readonly dress: Dress;
  /** Where its treatment recommends and policies let it come so far. */
  readonly recommended: Chosen | undefined;
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
  readonly recommendations: Recommendations;
  readonly partition: PartitionView;
  readonly out: Outlet;
}

export function consider(option: Option, weighed: Weighed, scene: Scene): Considered {
  const { draft, moment, view, context } = scene;
  const { factors } = weighed;
  const refusal = refusalOf(draft, option, context, moment, view);
  if (refusal !== undefined) return ended(option, weighed, refusal);
  const coupon = couponFor(option, scene);
  if (coupon !== undefined && !("isNew" in coupon)) return ended(option, weighed, coupon);
  const recommended = recommendationsFor(option, factors, scene);
  const few = recommended === undefined ? undefined : tooFew(option, recommended);
  if (few !== undefined) return ended(option, weighed, few, { recommended });
  const words = wordsOf(option, factors, coupon, recommended, scene);
  const { guard } = words;
  if (!("copy" in words)) return ended(option, weighed, words.refusal, { guard, recommended });
  // Last, so that its count is of messages that were withheld, not of those that nobody would have got.
  if (isForHoldout(option.action) && isInArm(context.holdout, draft.person))
    return ended(option, weighed, { stage: "arbitration", code: "experiment.holdout" }, { guard, recommended });
  return ended(option, weighed, words.copy, { guard, coupon, recommended, version: words.version, dress: words.dress });
}

/** An option that ended before any policy was asked. It is weighed all the same, for the record. */
export function refuse(option: Option, weighed: Weighed, refusal: Refusal): Considered {
  return ended(option, weighed, refusal);
}

function ended(
  option: Option,
  { factors, predictions }: Weighed,
  end: Copy | Refusal,
  {
    guard,
    coupon,
    recommended,
    version = 0,
    dress = {},
  }: Partial<Pick<Considered, "guard" | "coupon" | "recommended" | "version" | "dress">> = {},
): Considered {
  return { option, factors, predictions, end, guard, coupon, version, dress, recommended };
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

function recommendationsFor(option: Option, factors: Factors, scene: Scene): Chosen | undefined {
  const wanted = option.treatment.recommend;
  if (wanted === undefined) return undefined;
  const { draft, moment, context } = scene;
  return scene.recommendations.choose(
    wanted,
    ({ item }) => isSayable(item) && mayRecommend(item, draft, option, context, moment, factors.evidence),
  );
}

/** Catalogues also learn from what pages send: a title that can't stand in words takes its item out. Without one a site still knows the item by its id. */
function isSayable({ title }: Item): boolean {
  return title === "" || usableFact(title) !== undefined;
}

function tooFew({ treatment }: Option, { items, scenario }: Chosen): Refusal | undefined {
  const minimum = treatment.recommend?.minimum ?? 0;
  if (items.length >= minimum) return undefined;
  const detail = `${scenario}: ${items.length} of at least ${minimum}`;
  return { stage: "suitability", code: "recommendation.too-few", detail };
}

function wordsOf(
  option: Option,
  factors: Factors,
  coupon: Offer | undefined,
  recommended: Chosen | undefined,
  scene: Scene,
): Words | Unsaid {
  const { draft, moment, view, context } = scene;
  let facts: Facts = scene.facts.for(option.treatment);
  if (coupon !== undefined) facts = withCoupon(facts, coupon.code, coupon.expires, view.person.zone);
  if (recommended !== undefined) {
    facts = withRecommended(
      facts,
      recommended.items.map(({ item }) => item),
    );
  }
  return wordsFor(option.treatment, facts, (version) =>
    judge(draft, option, version, context, moment, view, factors.evidence),
  );
}
