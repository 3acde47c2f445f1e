import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { OccasionRule, Seed } from "./rule.js";

/** The moment that an occasion makes of what it is about, as the profile is now. `event`: where one is at hand. */
export function momentOf(
  draft: ProfileDraft,
  rule: OccasionRule,
  ref: string,
  cause: string,
  seed: Seed,
  event: SegmentEvent | undefined,
  context: EngineContext,
): Moment {
  const { occasion } = rule;
  const { openedAt, subject, told } = seed;
  const { items, value, justBought } = rule.about(draft, seed, context);
  const time = draft.read("activity").clock;
  const moment = { occasion, ref, cause, time, openedAt, subject, items, justBought, value, event };
  return told === undefined ? moment : { ...moment, told };
}
