import { HOURS_OF_WEEK, type SendTimeRecipe } from "../../../domain/timing.js";
import { addShifted, densityOf, sumOf, toMeanOne } from "./density.js";

/** Whether a message still waits to be answered, by hours since it was sent: it falls to 1/e in so many, and is over after a day. */
const FADING_HOURS = 6;
const WAITING = Float64Array.from({ length: 24 }, (_, hour) => Math.exp(-hour / FADING_HOURS));
/** So few messages say little of when people are written to: one a day, for a week. */
const FEW = 7;

/**
 * How much there was to respond to in each hour of the week, of mean 1: a usual hour, and on top what messages sent then or shortly before add. Where
 * all messages come in the morning most responses do too, and that says nothing of the evening. Bounded: an hour without messages keeps its usual
 * part, so that a single response there does not outweigh all others.
 */
export function exposureOf(messages: ArrayLike<number>, recipe: SendTimeRecipe): Float64Array {
  const sent = sumOf(messages);
  const exposure = sent === 0 ? new Float64Array(HOURS_OF_WEEK) : densityOf(waiting(messages), recipe);
  const added = (recipe.exposurePerMessage * sent) / (sent + FEW);
  for (let hour = 0; hour < HOURS_OF_WEEK; hour++) exposure[hour] = 1 + added * (exposure[hour] as number);
  toMeanOne(exposure);
  return exposure;
}

/** Messages by hour as what waits to be answered by hour. */
function waiting(messages: ArrayLike<number>): Float64Array {
  const pending = new Float64Array(HOURS_OF_WEEK);
  WAITING.forEach((left, hours) => addShifted(pending, messages, hours, left));
  return pending;
}
