import type { SessionTable } from "../../models/recommender/model.js";
import { inverseFrequencies } from "./inverse-frequency.js";
import { kthLargest } from "./kth-largest.js";
import type { ScoreBoard } from "./score-board.js";
import { MOST_SESSION_ITEMS, SessionSample } from "./session-sample.js";

/**
 * Neighbouring sessions: VMIS-kNN (Kersbergen, Sprangers & Schelter, SIGMOD 2022; VS-kNN of Ludewig & Jannach 2018). The evolving session is the newest `items` items;
 * with L of them, the one of rank r (0 = newest) has weight w_r = (L - r) / L. A past session n has similarity = the sum of w_r over the items it shares; its
 * newest shared item, of rank f, makes it count 1 / (f + 1). Of the m newest sessions that share an item, the k most similar (the newer of equals) give
 *   score(j) = idf_j * sum over n with j of similarity_n / (f_n + 1).
 */
export interface SessionScoring {
  /** m */
  readonly sample: number;
  /** k */
  readonly neighbours: number;
  /** Default 10, at most MOST_SESSION_ITEMS. */
  readonly items?: number;
}

/** 20 cost half as much again: worse on ML-100K and MovieTweetings, a little better on Taobao. */
const USUAL_ITEMS = 10;

/** One a thread: a call uses them from beginning to end, none is left over for the next. */
const sample = new SessionSample();
/** L - r: whole numbers, so that equal similarities are equal. */
const weights = new Float64Array(MOST_SESSION_ITEMS);
let ordered = new Float64Array(0);

/** Adds to the board, which the caller clears. `recent`: newest first; unknown items are numbers outside the table and keep their place. */
export function scoreSessions(
  table: SessionTable,
  recent: ArrayLike<number>,
  how: SessionScoring,
  board: ScoreBoard,
): void {
  const idf = inverseFrequencies(table);
  const length = lengthOf(recent, how);
  const neighbours = findNeighbours(table, recent, length, how);
  for (let at = 0; at < neighbours; at++) {
    const session = sample.sessions[at] as number;
    const factor = (sample.similarities[at] as number) * decay(sample.matches[at] as number, length);
    board.addItems(table.items, table.offsets[session] as number, table.offsets[session + 1] as number, factor, idf);
  }
}

/**
 * What each recent item gave to the scores of some targets, through the sessions that share it: `shares[t * recent.length + r]`. A target's shares add up to its
 * score.
 */
export function explainSessions(
  table: SessionTable,
  recent: ArrayLike<number>,
  how: SessionScoring,
  targets: ArrayLike<number>,
  shares: Float32Array,
): void {
  const idf = inverseFrequencies(table);
  const length = lengthOf(recent, how);
  shares.fill(0, 0, targets.length * recent.length);
  const rowOf = new Map<number, number>();
  for (let t = 0; t < targets.length; t++) rowOf.set(targets[t] as number, t * recent.length);
  const neighbours = findNeighbours(table, recent, length, how);
  for (let at = 0; at < neighbours; at++) {
    const session = sample.sessions[at] as number;
    const match = sample.matches[at] as number;
    const end = table.offsets[session + 1] as number;
    for (let place = table.offsets[session] as number; place < end; place++) {
      const item = table.items[place] as number;
      const row = rowOf.get(item);
      if (row !== undefined) share(match, decay(match, length) * (idf[item] as number), row, shares);
    }
  }
}

/** Splits what one session gave among the items that it shares. */
function share(match: number, factor: number, row: number, shares: Float32Array): void {
  for (let left = match; left !== 0; left &= left - 1) {
    const rank = lowest(left);
    shares[row + rank] = (shares[row + rank] as number) + factor * (weights[rank] as number);
  }
}

/** Fills `weights` and moves the k nearest of the sample to its beginning; how many they are. */
function findNeighbours(
  table: SessionTable,
  recent: ArrayLike<number>,
  length: number,
  { sample: m, neighbours: k }: SessionScoring,
): number {
  for (let rank = 0; rank < length; rank++) weights[rank] = length - rank;
  sample.take(table, recent, weights, length, m);
  return sample.count <= k ? sample.count : keepNearest(k);
}

/** The sample is in order of age, so of equally similar sessions the newer ones stay. */
function keepNearest(k: number): number {
  if (k <= 0) return 0;
  const { sessions, similarities, matches, count } = sample;
  if (ordered.length < count) ordered = new Float64Array(similarities.length);
  ordered.set(similarities.subarray(0, count));
  const least = kthLargest(ordered, count, k);
  let equals = k;
  for (let at = 0; at < k; at++) if ((ordered[at] as number) > least) equals--;
  let kept = 0;
  for (let at = 0; kept < k; at++) {
    const similarity = similarities[at] as number;
    if (similarity < least || (similarity === least && --equals < 0)) continue;
    sessions[kept] = sessions[at] as number;
    similarities[kept] = similarity;
    matches[kept++] = matches[at] as number;
  }
  return kept;
}

/** 1 / (rank of the newest item shared + 1), and the L that similarities are still to be divided by. */
function decay(match: number, length: number): number {
  return 1 / ((lowest(match) + 1) * length);
}

/** L: how many of the newest items are looked at. */
function lengthOf(recent: ArrayLike<number>, { items = USUAL_ITEMS }: SessionScoring): number {
  return Math.min(recent.length, items, MOST_SESSION_ITEMS);
}

/** The place of the lowest bit that is set. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
