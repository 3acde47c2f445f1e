import { decay, HOUR } from "../../domain/time.js";
import { HOURS_OF_WEEK, type HourEvidence } from "../../domain/timing.js";
import type { PersonSigns } from "./signs.js";

/** Files say nothing of what was sent when. */
const NO_EXPOSURES = new Float64Array(HOURS_OF_WEEK);
/** Of somebody who is new. */
export const NO_EVIDENCE: HourEvidence = { responses: new Float64Array(HOURS_OF_WEEK), exposures: NO_EXPOSURES };

/** What a person's signs are worth at `time`, each `weight` when it is near. Signs of later, in a split at random, fade as those of before do. */
export function ownEvidence(signs: PersonSigns, weight: number, time: number, halfLifeMs: number): HourEvidence {
  const responses = new Float64Array(HOURS_OF_WEEK);
  add(responses, signs, (at) => weight * decay(Math.abs(time - at), halfLifeMs));
  return { responses, exposures: NO_EXPOSURES };
}

/** Everybody's signs, old and new alike: in a file people's years differ. */
export function everyonesEvidence(people: readonly PersonSigns[], weight: number): HourEvidence {
  const responses = new Float64Array(HOURS_OF_WEEK);
  for (const signs of people) add(responses, signs, () => weight);
  return { responses, exposures: NO_EXPOSURES };
}

/** As the engine counts: what comes within the same hour belongs to one message, or one visit, and counts once. */
function add(responses: Float64Array, { times, hours }: PersonSigns, weightOf: (time: number) => number): void {
  let before = Number.NaN;
  times.forEach((time, i) => {
    const hour = Math.floor(time / HOUR);
    if (hour === before) return;
    before = hour;
    const of = hours[i] as number;
    responses[of] = (responses[of] as number) + weightOf(time);
  });
}
