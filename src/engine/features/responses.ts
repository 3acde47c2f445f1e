import type { EngineContext } from "../../domain/context.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile.js";
import { decay } from "../../domain/time.js";

/** What happened to a message, in the order in which `responses.counts` keeps them for each channel. */
export const RESPONSE = { sent: 0, delivered: 1, opened: 2, clicked: 3 } as const;
export type Response = keyof typeof RESPONSE;
export const RESPONSES_PER_CHANNEL = 4;

/** Counts one answer on a channel, decayed. */
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
}
