import type { ItemKind } from "../../domain/profile.js";
import type { SparseTable } from "../../models/recommender/model.js";
import { ScoreBoard, TopItems } from "../../recommend/signals/index.js";
import type { Interactions } from "../interactions.js";
import { entriesByItem, historiesOf, lastTime } from "./histories.js";
import { Meetings } from "./meetings.js";
import { Pace, type Watch } from "./pace.js";
import { SparseTableBuilder } from "./sparse-table-builder.js";

/**
 * Co-occurrence with cosine and shrinkage, also between two kinds (cross-occurrence, as in the Universal Recommender):
 *   weight(i, j) = sum over people of a_pi * b_pj / (|a_i| * |b_j| + shrink)
 * a_pi: person p met item i by one of the kinds `from`; b_pj: by one of `to`; both within a time of each other, counted once a person. With a half-life,
 * a_pi = 2^(-age / (2 * halfLife)), so that a meeting of two counts half after one half-life, and weights stay within 0 and 1.
 */
export interface CoOccurrenceTraining {
  readonly from: readonly ItemKind[];
  readonly to: readonly ItemKind[];
  /** Only j at or after i: "bought after it was viewed". */
  readonly after?: boolean;
  /** Kept for an item, the heaviest. */
  readonly neighbours: number;
  readonly shrink: number;
  /** So far apart at most; left out: any time. Orders of one basket: a few minutes. */
  readonly withinMs?: number;
  /** Left out: all meetings count alike. */
  readonly halfLifeMs?: number;
  /** Of one person, only so many of the newest of each list. Bounds the work for an interaction. */
  readonly history?: number;
}

/** Item by item over inverted lists: about 24 bytes an interaction of each list and 29 an item beside the table. Row i: items met with i, never i itself. */
export async function trainCoOccurrence(
  interactions: Interactions,
  { from, to, neighbours, shrink, history, after = false, withinMs, halfLifeMs }: CoOccurrenceTraining,
  watch?: Watch,
): Promise<SparseTable> {
  const items = interactions.items.length;
  const sources = historiesOf(interactions, { kinds: from, most: history });
  const targets = sameKinds(from, to) ? sources : historiesOf(interactions, { kinds: to, most: history });
  const meetings = new Meetings(sources, targets, items, {
    after,
    withinMs,
    halfLifeMs,
    until: lastTime(interactions),
  });
  const { offsets, places } = entriesByItem(sources, items);
  const board = new ScoreBoard(items);
  const top = new TopItems(Math.min(neighbours, items));
  const table = new SparseTableBuilder(items);
  const pace = new Pace(items, watch);
  for (let item = 0; item < items; item++) {
    if (pace.due()) await pace.pause(item);
    meetings.add(places, offsets[item] as number, offsets[item + 1] as number, board);
    const norm = meetings.sourceNorm(item);
    for (let at = 0; at < board.count; at++) {
      const target = board.items[at] as number;
      board.scores[target] = (board.scores[target] as number) / (norm * meetings.targetNorm(target) + shrink);
    }
    top.take(board);
    table.addRow(top.items, top.scores, top.count);
    board.clear();
  }
  pace.end();
  return table.build();
}

const EVERY_KIND: readonly ItemKind[] = ["view", "cart", "save", "order"];

/**
 * Item-kNN, the baseline (Sarwar et al., WWW 2001): cosine over people, whatever they did with an item and whenever. Scores of a history: scoreNeighbours with weight 1.
 */
export function trainItemNeighbours(
  interactions: Interactions,
  how: { readonly neighbours: number; readonly shrink: number },
  watch?: Watch,
): Promise<SparseTable> {
  return trainCoOccurrence(interactions, { ...how, from: EVERY_KIND, to: EVERY_KIND }, watch);
}

function sameKinds(from: readonly ItemKind[], to: readonly ItemKind[]): boolean {
  return from.length === to.length && from.every((kind) => to.includes(kind));
}
