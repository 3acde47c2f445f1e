import type { EngineContext } from "../../domain/context.js";
import type { Habit } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { decay, HOUR } from "../../domain/time.js";

const HOURS = 168;
/** 1970-01-01 was a Thursday: hour 72 of a week that begins on Monday. */
const EPOCH_HOUR = 72;
/** Less than this is forgotten, so that the histogram stays sparse. */
const FORGOTTEN = 0.01;

/** The hour of the week in UTC, 0 = Monday 00:00. */
export function hourOfWeek(time: number): number {
  return (((Math.floor(time / HOUR) + EPOCH_HOUR) % HOURS) + HOURS) % HOURS;
}

/**
 * When the person is there: a decayed histogram over the hours of the week. An hour counts once, however much is done in it.
 * `lastSeen`: when they were before; it is in the hour of `hours.at`, and need not be unpacked.
 */
export function countHour(draft: ProfileDraft, time: number, lastSeen: number, context: EngineContext): void {
  if (Math.floor(time / HOUR) === Math.floor(lastSeen / HOUR)) return;
  const habit = draft.write("hours");
  const halfLife = context.halfLives.habit;
  const added = decay(habit.at - time, halfLife);
  if (time > habit.at) fade(habit, time, halfLife);
  if (added < FORGOTTEN) return;
  const hour = hourOfWeek(time);
  let at = 0;
  while (at < habit.hours.length && (habit.hours[at] as number) < hour) at++;
  if (habit.hours[at] === hour) habit.weights[at] = Math.fround((habit.weights[at] as number) + added);
  else {
    habit.hours.splice(at, 0, hour);
    habit.weights.splice(at, 0, Math.fround(added));
  }
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
