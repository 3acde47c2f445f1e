import { type Action, OCCASIONS, type Occasion } from "../../domain/action.js";

/** The actions of one occasion that wait equally long: they share a timer, and when it fires they compete. */
export interface Group {
  readonly occasion: Occasion;
  /** The timer's ref: "w<ms>". */
  readonly ref: string;
  readonly waitMs: number;
  readonly actions: readonly Action[];
}

export type Groups = ReadonlyMap<Occasion, readonly Group[]>;

export function groupActions(actions: readonly Action[]): Groups {
  const groups = new Map<Occasion, Group[]>(OCCASIONS.map((occasion) => [occasion, []]));
  for (const occasion of OCCASIONS) {
    const byWait = new Map<number, Action[]>();
    for (const action of actions) {
      if (action.occasion !== occasion) continue;
      const waitMs = Math.ceil(action.waitMs);
      byWait.set(waitMs, [...(byWait.get(waitMs) ?? []), action]);
    }
    for (const [waitMs, members] of [...byWait].sort(([a], [b]) => a - b)) {
      groups.get(occasion)?.push({ occasion, ref: `w${waitMs}`, waitMs, actions: members });
    }
  }
  return groups;
}

export function findGroup(groups: Groups, kind: string, ref: string): Group | undefined {
  for (const [occasion, members] of groups) if (occasion === kind) return members.find((group) => group.ref === ref);
  return undefined;
}
