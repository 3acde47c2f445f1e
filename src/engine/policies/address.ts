import type { EngineContext } from "../../domain/context.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/** `bounces.counts` by channel: the two that may yet make three, and the end of the pause. */
const BOUNCES_PER_CHANNEL = 3;
const PAUSED_UNTIL = 2;

/** Where the person is reached on a channel; undefined where nothing is known, or where it has failed for good. */
export function addressOf(draft: ProfileDraft, channel: Channel, context: EngineContext): string | undefined {
  const key = context.channels.get(channel)?.addressTrait;
  if (key === undefined || (draft.read("failures")[CHANNELS.indexOf(channel)] ?? 0) !== 0) return undefined;
  const value = draft.read("traits").find((trait) => trait.key === key)?.value;
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** Until when the channel rests after soft bounces (features/bounces.ts), ms; 0 = it doesn't. */
export function pausedUntil(draft: ProfileDraft, channel: Channel): number {
  return draft.read("bounces").counts[CHANNELS.indexOf(channel) * BOUNCES_PER_CHANNEL + PAUSED_UNTIL] ?? 0;
}
