import type { DayHours, SendTimeRecipe, TimingPolicy } from "../../domain/timing.js";
import { toMs } from "../check.js";
import type { SendTimeFile, TimingFile } from "../schema/timing.js";

export function timingOf(
  { unknownZone, exploration, spread, minimumGain }: TimingFile,
  model: SendTimeFile,
): TimingPolicy {
  return {
    unknownZone: dayHoursOf(unknownZone),
    exploration,
    spreadMs: toMs(spread),
    minimumGain,
    recipe: recipeOf(model),
  };
}

export function recipeOf({ halfLife, ...recipe }: SendTimeFile): SendTimeRecipe {
  return { ...recipe, halfLifeMs: toMs(halfLife) };
}

export function dayHoursOf({ from, to }: { readonly from: string; readonly to: string }): DayHours {
  return { from: minutesOf(from), until: minutesOf(to) };
}

/** "08:30" -> 510; the schema has checked its form. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
