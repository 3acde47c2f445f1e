import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";
import { addressOf, pausedUntil } from "./address.js";
import { brokenRule } from "./rules.js";

/** May they: is it worth enough, do the rules hold, and is there a way to reach them. */
export function eligibilityPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  view: View,
): Refusal | undefined {
  const { action, treatment } = option;
  const { minimumValue } = action.trigger;
  if (moment.value < minimumValue) {
    return { stage: "eligibility", code: "eligibility.value", detail: `less than ${minimumValue}` };
  }
  const broken = brokenRule(action.policy.eligibility, view, "eligibility");
  if (broken !== undefined) return broken;
  const { channel } = treatment;
  if (context.channels.get(channel)?.addressTrait !== undefined && addressOf(draft, channel, context) === undefined)
    return { stage: "eligibility", code: "channel.no-address", detail: channel };
  // What a person is owed is tried all the same.
  const until = action.class === "transactional" ? 0 : pausedUntil(draft, channel);
  return until > moment.time ? { stage: "eligibility", code: "channel.paused", detail: channel, until } : undefined;
}
