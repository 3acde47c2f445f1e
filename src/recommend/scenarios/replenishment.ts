import { DAY } from "../../domain/time.js";
import { Blend, plain } from "../blend.js";
import { ownScores } from "../scores/own-scores.js";
import type { Asked, ScenarioKind } from "./scenario-kind.js";

/** After so many intervals it is bought elsewhere, or not needed any more. */
const MOST_INTERVALS = 4;

/** What was bought before and should be used up by now. */
export const replenishment: ScenarioKind = {
  own: true,
  propose(asked) {
    const due = dueRows(asked);
    const scores = ownScores(due, asked.served.catalogue.count);
    if (scores === undefined) return undefined;
    return {
      rows: Uint32Array.from(due.keys()).sort(),
      blend: new Blend([plain(scores)]),
      reason: () => "time-to-reorder",
    };
  },
};

/** Rows that are due, with 1 for what is due today, less for what has been for long. */
function dueRows({ served, person: { taste } }: Asked): Map<number, number> {
  const times = new Map<number, Set<number>>();
  for (const { id, time } of taste.bought) {
    const row = served.catalogue.row(id);
    if (row < 0 || taste.cart.includes(id)) continue;
    const known = times.get(row);
    if (known === undefined) times.set(row, new Set([time]));
    else known.add(time);
  }
  const due = new Map<number, number>();
  for (const [row, moments] of times) {
    const bought = [...moments];
    const interval = ownInterval(bought) ?? usualInterval(served, row);
    const elapsed = taste.time - Math.max(...bought);
    if (interval === undefined || elapsed < interval || elapsed > interval * MOST_INTERVALS) continue;
    due.set(row, interval / elapsed);
  }
  return due;
}

/** The person's own mean interval, once they have bought it again. */
function ownInterval(bought: readonly number[]): number | undefined {
  const span = Math.max(...bought) - Math.min(...bought);
  return span >= DAY ? span / (bought.length - 1) : undefined;
}

/** What the model learnt of all who bought it again. */
function usualInterval({ learnt }: Asked["served"], row: number): number | undefined {
  const item = learnt?.itemOf[row] ?? -1;
  const days = item < 0 ? 0 : (learnt?.model.reorderDays[item] ?? 0);
  return days > 0 ? days * DAY : undefined;
}
