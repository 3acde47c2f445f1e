import { AttuneError } from "../../../domain/errors.js";
import type { Interactions } from "../../interactions.js";

/** One window of a session file: learn from `train`, then say the next item of each of `sessions`. */
export interface SessionWindow {
  /** Interaction numbers, ascending. */
  readonly train: Uint32Array;
  /** The interactions of each test session in order, at least two. */
  readonly sessions: readonly (readonly number[])[];
}

/**
 * Sliding windows over a file whose "people" are sessions, as in session-rec (Ludewig & Jannach, UMUAI 2018): equal slices of time; in each the
 * sessions that end in the last `testShare` of it are the test. Test interactions with items that no training session has are left out, and so
 * are sessions of one item.
 */
export function sessionWindows(interactions: Interactions, windows: number, testShare: number): SessionWindow[] {
  const { count, time } = interactions;
  const from = time[0] ?? 0;
  const span = ((time[count - 1] ?? 0) - from) / windows;
  const ends = sessionEnds(interactions);
  const made: SessionWindow[] = [];
  for (let window = 0; window < windows; window++) {
    const until = window === windows - 1 ? Number.POSITIVE_INFINITY : from + (window + 1) * span;
    const within = { from: from + window * span, cut: from + (window + 1 - testShare) * span, until };
    made.push(windowOf(interactions, ends, within));
  }
  if (made.some(({ train, sessions }) => train.length === 0 || sessions.length === 0))
    throw new AttuneError(
      "ATTUNE_EVALUATION_EMPTY",
      `${windows} windows leave one without sessions to learn from or to test`,
    );
  return made;
}

function windowOf(
  { count, person, item, time }: Interactions,
  ends: Float64Array,
  { from, cut, until }: { from: number; cut: number; until: number },
): SessionWindow {
  const train: number[] = [];
  const test = new Map<number, number[]>();
  const known = new Set<number>();
  for (let at = 0; at < count; at++) {
    const end = ends[person[at] as number] as number;
    if ((time[at] as number) < from || end >= cut) continue;
    train.push(at);
    known.add(item[at] as number);
  }
  for (let at = 0; at < count; at++) {
    const session = person[at] as number;
    const end = ends[session] as number;
    if (end < cut || end >= until || !known.has(item[at] as number)) continue;
    const own = test.get(session);
    if (own === undefined) test.set(session, [at]);
    else own.push(at);
  }
  return { train: Uint32Array.from(train), sessions: [...test.values()].filter(({ length }) => length >= 2) };
}

function sessionEnds({ count, person, people, time }: Interactions): Float64Array {
  const ends = new Float64Array(people.length);
  for (let at = 0; at < count; at++) ends[person[at] as number] = time[at] as number;
  return ends;
}
