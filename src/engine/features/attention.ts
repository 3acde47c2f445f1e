import type { EngineContext } from "../../domain/context.js";
import { hourOfWeek } from "../../domain/hours-of-week.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { Attention } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { decay } from "../../domain/time.js";
import { hourKey, type SendTimeRecipe } from "../../domain/timing.js";
import { zoneOf } from "../../domain/zone-evidence.js";
import { setClock } from "./hours-clock.js";

/** Less than this is forgotten, so that the lists stay sparse. */
const FORGOTTEN = 0.01;

/** A sign of attention. Sessions are kept as hours of their own (Sections.hours). */
export type Sign = Exclude<keyof SendTimeRecipe["weights"], "session">;

/** The person answered on this channel at that hour of their week. */
export function noteAttention(
  draft: ProfileDraft,
  channel: Channel,
  kind: Sign,
  time: number,
  context: EngineContext,
): void {
  count(draft, "responses", channel, context.timing.recipe.weights[kind], time, context);
}

/** It was a machine after all. */
export function forgetAttention(
  draft: ProfileDraft,
  channel: Channel,
  kind: Sign,
  time: number,
  context: EngineContext,
): void {
  count(draft, "responses", channel, -context.timing.recipe.weights[kind], time, context);
}

/** A message was sent on this channel at that hour of their week. */
export function noteExposure(draft: ProfileDraft, channel: Channel, time: number, context: EngineContext): void {
  count(draft, "exposures", channel, 1, time, context);
}

/** It was not sent after all. */
export function forgetExposure(draft: ProfileDraft, channel: Channel, time: number, context: EngineContext): void {
  count(draft, "exposures", channel, -1, time, context);
}

function count(
  draft: ProfileDraft,
  what: "responses" | "exposures",
  channel: Channel,
  weight: number,
  time: number,
  context: EngineContext,
): void {
  if (weight === 0) return;
  const zone = zoneOf(draft, context);
  setClock(draft, zone, time);
  const attention = draft.write("attention");
  const halfLife = context.timing.recipe.halfLifeMs;
  const added = weight * decay(attention.at - time, halfLife);
  if (time > attention.at) fade(attention, time, halfLife);
  const key = hourKey(CHANNELS.indexOf(channel), hourOfWeek(zone, time));
  let at = 0;
  while (at < attention.keys.length && (attention.keys[at] as number) < key) at++;
  if (attention.keys[at] !== key) {
    if (added < FORGOTTEN) return;
    attention.keys.splice(at, 0, key);
    attention.responses.splice(at, 0, 0);
    attention.exposures.splice(at, 0, 0);
  }
  attention[what][at] = Math.fround(Math.max(0, (attention[what][at] as number) + added));
}

/** Brings all weights to `time`; hours that hardly count any more go. */
function fade(attention: Attention, time: number, halfLife: number): void {
  const factor = decay(time - attention.at, halfLife);
  const { keys, responses, exposures } = attention;
  let kept = 0;
  for (let i = 0; i < keys.length; i++) {
    const response = Math.fround((responses[i] as number) * factor);
    const exposure = Math.fround((exposures[i] as number) * factor);
    if (response < FORGOTTEN && exposure < FORGOTTEN) continue;
    keys[kept] = keys[i] as number;
    responses[kept] = response;
    exposures[kept++] = exposure;
  }
  keys.length = kept;
  responses.length = kept;
  exposures.length = kept;
  attention.at = time;
}
