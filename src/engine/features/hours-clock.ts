import { movedHour } from "../../domain/hours-of-week.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { HOURS_OF_WEEK } from "../../domain/timing.js";
import { standardOffset } from "../../domain/zone.js";

/**
 * The clock that the person's hours are counted by, without summer time: who gets up at seven does so in winter and in summer. Once another zone is
 * known, what was counted before is moved to its hours.
 */
export function setClock(draft: ProfileDraft, zone: string, time: number): void {
  const offset = standardOffset(zone, time);
  const moved = offset - draft.hoursOffset();
  if (moved === 0) return;
  const habit = draft.write("hours");
  habit.offset = offset;
  const order = placesMoved(habit.hours, moved);
  habit.weights = order.map(({ from }) => habit.weights[from] as number);
  habit.hours = order.map(({ hour }) => hour);
  if (draft.read("attention").keys.length > 0) moveAttention(draft, moved);
}

function moveAttention(draft: ProfileDraft, moved: number): void {
  const attention = draft.write("attention");
  const order = placesMoved(attention.keys, moved);
  attention.responses = order.map(({ from }) => attention.responses[from] as number);
  attention.exposures = order.map(({ from }) => attention.exposures[from] as number);
  attention.keys = order.map(({ hour }) => hour);
}

/** By ascending new hour (or hour of a channel): which entry comes there. Whole hours move, so that no two come to the same. */
function placesMoved(hours: readonly number[], moved: number): { readonly hour: number; readonly from: number }[] {
  return hours
    .map((key, from) => {
      const hour = key % HOURS_OF_WEEK;
      return { hour: key - hour + movedHour(hour, moved), from };
    })
    .toSorted((a, b) => a.hour - b.hour);
}
