import type { EngineContext } from "../../domain/context.js";
import { hourOfWeek } from "../../domain/hours-of-week.js";
import type { Habit } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { decay, HOUR } from "../../domain/time.js";
import { zoneOf } from "../../domain/zone-evidence.js";
import { setClock } from "./hours-clock.js";

/** Less than this is forgotten, so that the histogram stays sparse. */
const FORGOTTEN = 0.01;

/**
 * When the person is there: a decayed histogram over the hours of the local week. An hour counts once, however much is done in it.
 * `lastSeen`: when they were before; it is in the hour of `hours.at`, and need not be unpacked.
 */
export function countHour(draft: ProfileDraft, time: number, lastSeen: number, context: EngineContext): void {
  if (!isOtherHour(time, lastSeen)) return;
  const zone = zoneOf(draft, context);
  setClock(draft, zone, time);
  const habit = draft.write("hours");
  const halfLife = context.halfLives.habit;
  const added = decay(habit.at - time, halfLife);
  if (time > habit.at) fade(habit, time, halfLife);
  if (added < FORGOTTEN) return;
  const hour = hourOfWeek(zone, time);
  let at = 0;
  while (at < habit.hours.length && (habit.hours[at] as number) < hour) at++;
  if (habit.hours[at] === hour) habit.weights[at] = Math.fround((habit.weights[at] as number) + added);
  else {
    habit.hours.splice(at, 0, hour);
    habit.weights.splice(at, 0, Math.fround(added));
  }
}

/** Of UTC: most events are in the hour of the one before, and that is to be known at no cost. */
export function isOtherHour(time: number, lastSeen: number): boolean {
  return Math.floor(time / HOUR) !== Math.floor(lastSeen / HOUR);
}

/** Brings all weights to `time`; hours that hardly count any more go. */
function fade(habit: Habit, time: number, halfLife: number): void {
  const factor = decay(time - habit.at, halfLife);
  let kept = 0;
  for (let i = 0; i < habit.weights.length; i++) {
    const weight = Math.fround((habit.weights[i] as number) * factor);
    if (weight < FORGOTTEN) continue;
    habit.hours[kept] = habit.hours[i] as number;
    habit.weights[kept++] = weight;
  }
  habit.hours.length = kept;
  habit.weights.length = kept;
  habit.at = time;
}
