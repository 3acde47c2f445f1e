import type { Tally } from "../../simulator/world/index.js";

/** What was said in one way, and what came of it. */
export interface Spoken {
  /** "<action>/<channel>" */
  readonly what: string;
  readonly sent: number;
  readonly clicked: number;
  readonly left: number;
  /** Of orders in visits that it led to. */
  readonly revenue: number;
}

export function addUp(tallies: readonly Tally[]): readonly Spoken[] {
  const sums = new Map<string, { sent: number; clicked: number; left: number; revenue: number }>();
  for (const { actions } of tallies) {
    for (const [what, { sent, clicked, left, revenue }] of actions) {
      const sum = sums.get(what) ?? { sent: 0, clicked: 0, left: 0, revenue: 0 };
      sum.sent += sent;
      sum.clicked += clicked;
      sum.left += left;
      sum.revenue += revenue;
      sums.set(what, sum);
    }
  }
  return [...sums]
    .map(([what, sum]) => ({ what, ...sum, revenue: Math.round(sum.revenue * 100) / 100 }))
    .sort((a, b) => b.sent - a.sent || (a.what < b.what ? -1 : 1));
}
