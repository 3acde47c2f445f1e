import type { EngineContext } from "../../domain/context.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { Population } from "../../domain/population.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { decay } from "../../domain/time.js";
import { hourKey, HOURS_OF_WEEK, type HourEvidence, type SendTimeRecipe } from "../../domain/timing.js";

/** On the site the person is there by themselves: what they do there says when they have time, on any channel. */
const PRESENCE: Channel = "onsite";

interface Counts {
  readonly responses: Float64Array;
  readonly exposures: Float64Array;
}

/** What this person did: answers on the channel, and when they are on the site. Decayed to `now`. */
export function ownEvidence(draft: ProfileDraft, channel: Channel, now: number, context: EngineContext): HourEvidence {
  const { recipe } = context.timing;
  const own = nothing();
  const attention = draft.read("attention");
  const factor = decay(now - attention.at, recipe.halfLifeMs);
  const first = hourKey(CHANNELS.indexOf(channel), 0);
  const present = hourKey(CHANNELS.indexOf(PRESENCE), 0);
  attention.keys.forEach((key, i) => {
    const response = (attention.responses[i] as number) * factor;
    if (key >= first && key < first + HOURS_OF_WEEK) {
      add(own.responses, key - first, response);
      add(own.exposures, key - first, (attention.exposures[i] as number) * factor);
    } else if (key >= present && key < present + HOURS_OF_WEEK) add(own.responses, key - present, response);
  });
  const habit = draft.read("hours");
  const visits = decay(now - habit.at, context.halfLives.habit) * recipe.weights.session;
  habit.hours.forEach((hour, i) => add(own.responses, hour, (habit.weights[i] as number) * visits));
  return own;
}

const known = new WeakMap<Population["hours"], Map<Channel, HourEvidence | undefined>>();

/** Everybody's answers on the channel; what they do on the site counts as much as these at the most, and more only while there are few. */
export function everyonesEvidence(
  { hours }: Population,
  channel: Channel,
  recipe: SendTimeRecipe,
): HourEvidence | undefined {
  let byChannel = known.get(hours);
  if (byChannel === undefined) known.set(hours, (byChannel = new Map()));
  if (!byChannel.has(channel)) byChannel.set(channel, withPresence(hours, channel, recipe));
  return byChannel.get(channel);
}

function withPresence(
  hours: Population["hours"],
  channel: Channel,
  { cohortStrength }: SendTimeRecipe,
): HourEvidence | undefined {
  const answers = hours.get(channel);
  const presence = channel === PRESENCE ? undefined : hours.get(PRESENCE);
  if (presence === undefined) return answers;
  const all = nothing();
  const share = Math.min(1, Math.max(sum(answers?.responses), cohortStrength) / Math.max(sum(presence.responses), 1));
  for (let hour = 0; hour < HOURS_OF_WEEK; hour++) {
    all.responses[hour] = (answers?.responses[hour] ?? 0) + (presence.responses[hour] ?? 0) * share;
    all.exposures[hour] = answers?.exposures[hour] ?? 0;
  }
  return all;
}

function nothing(): Counts {
  return { responses: new Float64Array(HOURS_OF_WEEK), exposures: new Float64Array(HOURS_OF_WEEK) };
}

function add(counts: Float64Array, hour: number, by: number): void {
  counts[hour] = (counts[hour] as number) + by;
}

function sum(values: ArrayLike<number> = []): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
}
