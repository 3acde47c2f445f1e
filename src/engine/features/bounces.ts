import type { EngineContext } from "../../domain/context.js";
import type { AddressFailure } from "../../domain/delivery.js";
import type { DeliveryEvent } from "../../domain/event.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY } from "../../domain/time.js";
import { MARKETING, state } from "./consent.js";
import { markFailed } from "./channels.js";

/** So many soft bounces within this long pause the channel: a mailbox that is full, a server that turns mail away. */
const BOUNCES_WITHIN = 7 * DAY;
const PAUSED_FOR = 14 * DAY;

/** `bounces.counts` by channel: the two soft bounces that may yet make three, and the end of the pause; 0 = none. */
const BOUNCE = { older: 0, newer: 1, pausedUntil: 2 } as const;
const BOUNCES_PER_CHANNEL = 3;

/** What a failed address means to the profile. `sentAt`: when the message was decided, where that is remembered. */
export function noteFailure(
  draft: ProfileDraft,
  { channel, time }: Pick<DeliveryEvent, "channel" | "time">,
  failure: AddressFailure,
  sentAt: number | undefined,
  context: EngineContext,
): void {
  if (sentAt !== undefined && addressSince(draft, channel, context) > sentAt) return;
  switch (failure) {
    case "hard-bounce":
    case "gone":
      markFailed(draft, channel, time);
      return;
    case "soft-bounce":
      noteSoftBounce(draft, channel, time);
      return;
    case "complaint":
      state(draft, { purpose: MARKETING, channel, granted: false, time, source: "complaint" }, context);
  }
}

/** The third within 7 days pauses the channel for 14 days from it. */
export function noteSoftBounce(draft: ProfileDraft, channel: Channel, time: number): void {
  const { counts } = draft.write("bounces");
  while (counts.length < CHANNELS.length * BOUNCES_PER_CHANNEL) counts.push(0);
  const first = CHANNELS.indexOf(channel) * BOUNCES_PER_CHANNEL;
  const known = [counts[first + BOUNCE.older] as number, counts[first + BOUNCE.newer] as number];
  const bounces = [...known, time].filter((at) => at !== 0).toSorted((a, b) => a - b);
  const newest = bounces.at(-1) as number;
  if (bounces.length === 3 && newest - (bounces[0] as number) <= BOUNCES_WITHIN) {
    const pausedUntil = Math.max(counts[first + BOUNCE.pausedUntil] as number, newest + PAUSED_FOR);
    counts.splice(first, BOUNCES_PER_CHANNEL, 0, 0, pausedUntil);
    return;
  }
  counts[first + BOUNCE.older] = bounces.length > 1 ? (bounces.at(-2) as number) : 0;
  counts[first + BOUNCE.newer] = newest;
}

/** The address has worked, or there is another. */
export function forgetBounces(draft: ProfileDraft, channel: Channel): void {
  const first = CHANNELS.indexOf(channel) * BOUNCES_PER_CHANNEL;
  const { counts } = draft.read("bounces");
  if (counts.slice(first, first + BOUNCES_PER_CHANNEL).some((at) => at !== 0))
    draft.write("bounces").counts.splice(first, BOUNCES_PER_CHANNEL, 0, 0, 0);
}

/** Since when the address on a channel is known; 0 where none is. */
function addressSince(draft: ProfileDraft, channel: Channel, context: EngineContext): number {
  const key = context.channels.get(channel)?.addressTrait;
  return draft.read("traits").find((trait) => trait.key === key)?.time ?? 0;
}
