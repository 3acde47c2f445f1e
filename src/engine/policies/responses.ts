import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/** `responses.ignored` by channel: when the first message after the last answer was sent, how many were since, when they last answered. */
const PER_CHANNEL = 3;

/** When the first message was sent that the person has not answered on this channel; 0 = there is none. */
export function firstIgnored(draft: ProfileDraft, channel: Channel): number {
  return draft.read("responses").ignored[CHANNELS.indexOf(channel) * PER_CHANNEL] ?? 0;
}

/** How many messages on this channel the person has left without an answer since the last one. */
export function ignoredCount(draft: ProfileDraft, channel: Channel): number {
  return draft.read("responses").ignored[CHANNELS.indexOf(channel) * PER_CHANNEL + 1] ?? 0;
}
