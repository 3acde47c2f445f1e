import type { EngineContext } from "../../../domain/context.js";
import type { LoyaltyPolicy, Tier } from "../../../domain/policy.js";
import type { Plan } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { DAY } from "../../../domain/time.js";
import { type Group, groupsFor } from "../groups.js";
import { nothing } from "../items.js";
import { open } from "../opening.js";
import { findPlan, NO_ITEMS, putPlan, REST, takePlan } from "../plans.js";
import type { Heard, Hearing, OccasionRule } from "../rule.js";
import { schedule, scheduled } from "../schedule.js";

/** Few points are missing to the next tier: said once a tier, until it is reached. Its subject: the tier. */
export const nearNextTier: OccasionRule = {
  occasion: "near-next-tier",
  waits: "time",
  ...byBooking((heard) => {
    const { draft, context } = heard;
    const tier = tierInReach(draft, context.loyalty);
    if (tier !== undefined && restFor(heard, tier)) open(heard, nearNextTier, { subject: tier.id, about: "" });
  }),
  about: nothing,
  gone: (draft, { subject }, _group, context) =>
    tierInReach(draft, context.loyalty)?.id === subject ? undefined : "occasion.emptied",
};

/** Points run out soon. One timer for the lot that is next. */
export const pointsExpiring: OccasionRule = {
  occasion: "points-expiring",
  waits: "time",
  ...byBooking(({ draft, event, groups, context, out }) => {
    for (const group of groupsFor(groups, "points-expiring")) {
      const next = noticeAfter(draft, group, draft.read("activity").clock, event.id, context);
      if (next === undefined) takePlan(draft, group.occasion, group.ref);
      else if (!schedule(draft, group, next, context)) out.reason("occasion.too-many");
    }
  }),
  about: nothing,
  gone: (draft, { openedAt }, _group, { loyalty }) =>
    draft.read("loyalty").lots.some(({ expires }) => expires <= openedAt + loyalty.expiryNoticeMs)
      ? undefined
      : "occasion.emptied",
  next: (draft, plan, group, context) => noticeAfter(draft, group, plan.due, plan.opened, context),
};

/**
 * Events that may book points, whether these did or not: a change of the section may also be points that ran out, by a timer before the event, in the same
 * step or in a step of its own. Nothing may hang on which.
 */
function byBooking(hear: Hearing): Pick<OccasionRule, "opens" | "onOrder"> {
  return { opens: { "Points Earned": hear, "Points Redeemed": hear, "Points Adjusted": hear }, onOrder: hear };
}

const TEN_YEARS = 3650 * DAY;

/** The next tier, where so few points are missing that it is worth a word. */
function tierInReach(draft: ProfileDraft, policy: LoyaltyPolicy): Tier | undefined {
  const { balance, lifetime } = draft.read("loyalty");
  const points = policy.tierBy === "lifetime" ? lifetime : balance;
  const next = policy.tiers.find((tier) => tier.points > points);
  return next !== undefined && next.points - points <= policy.nearPoints ? next : undefined;
}

/** Remembers the tier that was spoken of. False: it was this one. */
function restFor({ draft, event, context }: Heard, { id }: Tier): boolean {
  const ref = nearNextTier.occasion;
  if (findPlan(draft, REST, ref)?.subject === id) return false;
  const { clock } = draft.read("activity");
  const rest = { kind: REST, ref, due: clock + TEN_YEARS, openedAt: clock, opened: event.id, subject: id };
  return putPlan(draft, { ...rest, items: NO_ITEMS, value: 0 }, context);
}

/** The notice of the first lot of which it isn't past. */
function noticeAfter(
  draft: ProfileDraft,
  group: Group,
  after: number,
  opened: string,
  { loyalty }: EngineContext,
): Plan | undefined {
  for (const { expires } of draft.read("loyalty").lots) {
    const at = expires - loyalty.expiryNoticeMs;
    if (Number.isFinite(at) && at + group.waitMs > after) return scheduled(group, "", { at, opened });
  }
  return undefined;
}
