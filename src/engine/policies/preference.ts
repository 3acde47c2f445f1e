import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Preferences, View } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { isAskedFor } from "./asked-for.js";
import { frequencyRefusal } from "./frequency.js";
import { wantedHoursPolicy } from "./wanted-hours.js";

/**
 * What the person declared of being written to. Transactional messages and what was asked for are exempt; service messages keep to channels, days and hours, and to
 * how often.
 * Outside the hours the refusal names the moment from which it may be said.
 */
export function preferencePolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
): Refusal | undefined {
  const { action, treatment } = option;
  if (action.class === "transactional" || isAskedFor(action, moment)) return undefined;
  const declared = draft.read("preferences");
  if (declared.at === 0) return undefined;
  const { channels } = declared;
  if (channels.length > 0 && !channels.includes(treatment.channel)) {
    return { stage: "preference", code: "preference.channel", detail: `wants ${channels.join(", ")}` };
  }
  if (action.class !== "service") {
    if (!wantsTopic(declared, action.topic)) {
      return { stage: "preference", code: "preference.topic", detail: action.topic };
    }
    if (declared.pausedUntil > moment.time) return { stage: "preference", code: "preference.paused" };
  }
  return wantedHoursPolicy(draft, option, context, moment) ?? frequencyRefusal(draft, treatment.channel, moment.time);
}

function wantsTopic({ topics, refusedTopics }: View<Preferences>, topic: string): boolean {
  return !refusedTopics.includes(topic) && (topics.length === 0 || topics.includes(topic));
}
