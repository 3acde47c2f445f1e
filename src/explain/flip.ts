import type { Candidate, Decision } from "../domain/decision.js";
import type { Change } from "./change.js";
import { remediesFor } from "./remedy.js";
import { rerun, type Scene } from "./scene.js";

/** The smallest change found under which the decision comes out otherwise, proven by making it again. */
export interface Flip {
  readonly changes: readonly Change[];
  /** `<action>/<treatment>` that would have been chosen; undefined: nothing would have been said. */
  readonly winner: string | undefined;
  /** undefined: there would have been nothing to decide. */
  readonly decision: Decision | undefined;
}

/** A candidate may end at one stage after the other; more than this many changes explain nothing. */
const MOST_CHANGES = 8;
/** How far a value is raised against the best other score, and how exactly the least one is found. */
const RAISES = [1.001, 1.1, 1.5, 3, 10, 100];
const HALVINGS = 12;

export function nameOf({ action, treatment }: Pick<Candidate, "action" | "treatment">): string {
  return `${action}/${treatment}`;
}

/** What would have made this candidate the choice. undefined: nothing that is tried. */
export function flipTowards(scene: Scene, decision: Decision, name: string): Flip | undefined {
  let changes: readonly Change[] = [];
  let current = decision;
  for (let round = 0; round < MOST_CHANGES; round++) {
    if (current.winner === name) return smallest(scene, changes, current);
    const candidate = current.candidates.find((one) => nameOf(one) === name);
    if (candidate === undefined) return undefined;
    if (candidate.stage === "arbitration") return byValue(scene, changes, current, candidate);
    const remedies = remediesFor(candidate, scene.context).filter(
      (remedy) => !changes.some((one) => same(one, remedy)),
    );
    if (remedies.length === 0) return undefined;
    changes = [...changes, ...remedies];
    const next = rerun(scene, changes);
    if (next === undefined) return undefined;
    current = next;
  }
  return undefined;
}

/** The flip with the fewest changes over all candidates but the winner; of a message also what would have made it lose. */
export function smallestFlip(scene: Scene, decision: Decision): Flip | undefined {
  const towards = decision.candidates
    .filter((candidate) => nameOf(candidate) !== decision.winner)
    .flatMap((candidate) => flipTowards(scene, decision, nameOf(candidate)) ?? []);
  const [smallestOne] = towards.toSorted((a, b) => a.changes.length - b.changes.length);
  if (smallestOne?.changes.length === 1) return smallestOne;
  return flipAway(scene, decision) ?? smallestOne;
}

/** What would have made the winner lose: a lesser value, a refusal, or not to be there at all. */
function flipAway(scene: Scene, decision: Decision): Flip | undefined {
  const winner = decision.candidates.find((candidate) => nameOf(candidate) === decision.winner);
  if (winner === undefined) return undefined;
  const { action, treatment, channel, v } = winner;
  const loses = (change: Change): Flip | undefined => {
    const changed = rerun(scene, [change]);
    // Without its only treatment the moment is none: nothing is decided, and nothing said.
    if (changed?.winner === decision.winner) return undefined;
    return { changes: [change], winner: changed?.winner, decision: changed };
  };
  if (loses({ kind: "value", action, value: 0 }) !== undefined) {
    const value = greatestValue(v, (middle) => loses({ kind: "value", action, value: middle }) !== undefined);
    const flip = loses({ kind: "value", action, value });
    if (flip !== undefined) return flip;
  }
  const purpose = scene.context.actions.find(({ id }) => id === action)?.purpose ?? "marketing";
  return loses({ kind: "refused", purpose, channel }) ?? loses({ kind: "without", action, treatment });
}

/** The greatest value found, below one that wins, at which it loses. */
function greatestValue(winning: number, loses: (value: number) => boolean): number {
  let [low, high] = [0, winning];
  for (let i = 0; i < HALVINGS && high - low > 0.005 * high; i++) {
    const middle = (low + high) / 2;
    if (loses(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** It lost on its score: without its action's better treatments, and at the least value of its action at which it wins. */
function byValue(scene: Scene, changes: readonly Change[], lost: Decision, candidate: Candidate): Flip | undefined {
  const { action, p, c, l, v, relevance, cost, score } = candidate;
  const name = nameOf(candidate);
  const rivals = lost.candidates.filter((one) => one.probability > 0 && nameOf(one) !== name);
  const base: readonly Change[] = [
    ...changes,
    ...rivals
      .filter((one) => one.action === action && one.score >= score)
      .map((one): Change => ({ kind: "without", action, treatment: one.treatment })),
  ];
  const withoutThem = rerun(scene, base);
  if (withoutThem?.winner === name) return smallest(scene, base, withoutThem);
  const perValue = p * c * l * relevance;
  if (perValue <= 0) return undefined;
  const toBeat = Math.max(0, ...rivals.filter((one) => one.action !== action).map((one) => one.score));
  const least = Math.max((toBeat + cost) / perValue, v);
  const wins = (value: number): Flip | undefined => {
    const all: readonly Change[] = [...base, { kind: "value", action, value }];
    const decision = rerun(scene, all);
    return decision?.winner === name ? { changes: all, winner: decision.winner, decision } : undefined;
  };
  const raised = RAISES.map((raise) => least * raise).find((value) => wins(value) !== undefined);
  if (raised === undefined) return undefined;
  const value = leastValue(v, raised, (middle) => wins(middle) !== undefined);
  const flip = wins(value);
  return flip?.decision === undefined ? undefined : smallest(scene, flip.changes, flip.decision);
}

/** Halves its way down from a value that wins. A draw isn't monotone in the value: what is returned has won, a lesser one may. */
function leastValue(losing: number, winning: number, wins: (value: number) => boolean): number {
  let [low, high] = [losing, winning];
  for (let i = 0; i < HALVINGS && high - low > 0.005 * high; i++) {
    const middle = (low + high) / 2;
    if (wins(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Leaves out, one by one, what isn't needed: what is left is needed, each of it. */
function smallest(scene: Scene, changes: readonly Change[], decision: Decision): Flip {
  let kept = changes;
  let last = decision;
  for (const change of changes) {
    const fewer = kept.filter((one) => one !== change);
    const again = rerun(scene, fewer);
    if (again === undefined || again.winner !== decision.winner) continue;
    kept = fewer;
    last = again;
  }
  return { changes: kept, winner: decision.winner, decision: last };
}

function same(a: Change, b: Change): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
