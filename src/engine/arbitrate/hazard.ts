import { pressureAt, pressureBucket } from "../../domain/arm-features.js";
import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { posterior } from "./beta.js";

/**
 * The probability that a message on this channel makes the person leave, given how many they had in the last 7 days: the mean of a
 * Beta posterior over everybody's messages under the same pressure. What "say nothing" saves.
 */
export function hazardOf(draft: ProfileDraft, channel: Channel, time: number, context: EngineContext): number {
  const { hazardPriors, hazardStrength } = context.arbitration;
  const { hazards } = context.population;
  const prior = hazardPriors[channel];
  if (hazards.size === 0) return prior;
  const seen = hazards.get(pressureBucket(channel, pressureAt(draft, time)));
  return seen === undefined ? prior : posterior(prior, hazardStrength, seen.left, seen.sent);
}
