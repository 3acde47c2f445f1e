import type { Moment, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import type { SilencePolicy } from "../../domain/policy.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";
import { lengthOf } from "./length.js";
import { firstIgnored } from "./responses.js";

/**
 * What a channel's silence policy says of one more promotional message. A person is silent on a channel from `afterMs` after the first message
 * that they have not answered.
 */
export function silenceRefusal(
  draft: ProfileDraft,
  channel: Channel,
  context: EngineContext,
  moment: Moment,
  view: View,
): Refusal | undefined {
  const policy = context.occasions.silence.find((one) => one.channel === channel);
  if (policy === undefined) return undefined;
  const ignoredSince = firstIgnored(draft, channel);
  if (ignoredSince === 0) return undefined;
  const silentSince = ignoredSince + policy.afterMs;
  if (moment.time < silentSince || isLetThrough(draft, policy, silentSince, moment, view)) return undefined;
  const detail = `no answer on ${channel} for ${lengthOf(policy.afterMs)}: ${policy.mode}`;
  return { stage: "suitability", code: "suitability.silence", detail };
}

function isLetThrough(
  draft: ProfileDraft,
  policy: SilencePolicy,
  silentSince: number,
  moment: Moment,
  view: View,
): boolean {
  switch (policy.mode) {
    case "season":
      return view.moment.seasons.length > 0;
    case "win-back":
      return moment.occasion === "silence";
    case "pause":
      return moment.time >= pauseStart(draft, policy.channel, silentSince) + policy.pauseMs;
  }
}

/** After a pause one message is let through; if that is not answered either, the next pause begins with it. */
function pauseStart(draft: ProfileDraft, channel: Channel, silentSince: number): number {
  const last = draft
    .read("contacts")
    .findLast((contact) => contact.channel === channel && contact.class === "promotional");
  return Math.max(silentSince, last?.time ?? 0);
}
