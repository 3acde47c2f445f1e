import type { EngineContext } from "../../domain/context.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { Contact } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { decay } from "../../domain/time.js";

/** What happened to a message, in the order in which `responses.counts` keeps them for each channel. */
export const RESPONSE = { sent: 0, delivered: 1, opened: 2, clicked: 3 } as const;
export type Response = keyof typeof RESPONSE;
export const RESPONSES_PER_CHANNEL = 4;

/** What `responses.ignored` keeps for each channel: since when and how many messages were not answered, and the last answer. */
export const IGNORED = { since: 0, count: 1, lastAnswer: 2 } as const;
export const IGNORED_PER_CHANNEL = 3;

/** Counts one answer on a channel, decayed, and what was sent since the last one. */
export function countResponse(
  draft: ProfileDraft,
  channel: Channel,
  response: Response,
  time: number,
  context: EngineContext,
): void {
  const responses = draft.write("responses");
  const halfLife = context.halfLives.response;
  while (responses.counts.length < CHANNELS.length * RESPONSES_PER_CHANNEL) responses.counts.push(0);
  const added = decay(responses.at - time, halfLife);
  if (time > responses.at) {
    const factor = decay(time - responses.at, halfLife);
    responses.at = time;
    for (let i = 0; i < responses.counts.length; i++)
      responses.counts[i] = Math.fround((responses.counts[i] as number) * factor);
  }
  const at = CHANNELS.indexOf(channel) * RESPONSES_PER_CHANNEL + RESPONSE[response];
  responses.counts[at] = Math.fround((responses.counts[at] as number) + added);
  if (response === "delivered") return;
  noteIgnored(responses.ignored, CHANNELS.indexOf(channel) * IGNORED_PER_CHANNEL, response === "sent", time);
}

/** A response that was counted was none of the person's. What was ignored before it stays forgotten. */
export function takeBackResponse(
  draft: ProfileDraft,
  channel: Channel,
  response: Response,
  time: number,
  context: EngineContext,
): void {
  const { counts, at: asOf } = draft.write("responses");
  const at = CHANNELS.indexOf(channel) * RESPONSES_PER_CHANNEL + RESPONSE[response];
  if (at >= counts.length) return;
  counts[at] = Math.fround(Math.max(0, (counts[at] as number) - decay(asOf - time, context.halfLives.response)));
}

/** A message was not sent after all, or nobody got it: it was neither ignored nor counts against the channel's rate. */
export function forgetSent(
  draft: ProfileDraft,
  { channel, message, time }: Pick<Contact, "channel" | "message" | "time">,
  context: EngineContext,
): void {
  takeBackResponse(draft, channel, "sent", time, context);
  const { ignored } = draft.write("responses");
  const at = CHANNELS.indexOf(channel) * IGNORED_PER_CHANNEL;
  const since = ignored[at + IGNORED.since] ?? 0;
  if (since === 0 || time < since) return;
  const left = (ignored[at + IGNORED.count] as number) - 1;
  const first = draft
    .read("contacts")
    .find((one) => one.channel === channel && one.time >= since && one.message !== message);
  ignored[at + IGNORED.count] = Math.max(0, left);
  ignored[at + IGNORED.since] = left <= 0 ? 0 : (first?.time ?? since);
}

function noteIgnored(ignored: number[], at: number, isSent: boolean, time: number): void {
  while (ignored.length < CHANNELS.length * IGNORED_PER_CHANNEL) ignored.push(0);
  const since = ignored[at + IGNORED.since] as number;
  if (isSent) {
    if (since === 0) ignored[at + IGNORED.since] = time;
    ignored[at + IGNORED.count] = (ignored[at + IGNORED.count] as number) + 1;
    return;
  }
  ignored[at + IGNORED.lastAnswer] = Math.max(ignored[at + IGNORED.lastAnswer] as number, time);
  // An answer that is told late says nothing of what was sent after it.
  if (time < since) return;
  ignored[at + IGNORED.since] = 0;
  ignored[at + IGNORED.count] = 0;
}
