import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";
import { ignoredChannel } from "./ignored-channel.js";
import { brokenRule } from "./rules.js";
import { silenceRefusal } from "./silence.js";

/** Is it good for them: nothing is sold to who waits for help or doesn't listen; and the rules hold. */
export function suitabilityPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  view: View,
): Refusal | undefined {
  const { action, treatment } = option;
  if (action.class === "promotional") {
    if (draft.read("activity").serviceOpened !== 0) {
      return { stage: "suitability", code: "suitability.service-open" };
    }
    const silent = silenceRefusal(draft, treatment.channel, context, moment, view);
    if (silent !== undefined) return silent;
  }
  // What is owed is said however little it is noticed.
  if (action.class === "promotional" || action.class === "education") {
    const ignored = ignoredChannel(draft, option, context, moment.time, view);
    if (ignored !== undefined) return ignored;
  }
  return brokenRule(action.policy.suitability, view, "suitability");
}
