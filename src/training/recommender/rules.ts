import type { SparseTable } from "../../models/recommender/model.js";
import { ScoreBoard, TopItems } from "../../recommend/signals/index.js";
import type { Interactions } from "../interactions.js";
import { entriesByItem, type Histories, historiesOf } from "./histories.js";
import { Pace, type Watch } from "./pace.js";
import { SparseTableBuilder } from "./sparse-table-builder.js";

/**
 * Sequential rules (SR; Kamehkhosh, Jannach & Ludewig, TempRec at RecSys 2017): j after i, d steps later in one person's order of time, adds 1 / d to
 * the rule i -> j, for d up to the window.
 */
export interface RuleTraining {
  /** How many steps later at most. */
  readonly window: number;
  /** Kept for an item, the heaviest. */
  readonly neighbours: number;
  /** Weights of i -> j are divided by (occurrences of i)^this: 0 = as counted, so that popular items speak loudest; 1 = as a share of what came after i. */
  readonly popularityExponent: number;
}

/** Item by item over inverted lists, about 24 bytes an interaction and 9 an item beside the table. Row i: what comes after item i, never i itself. */
export async function trainRules(
  interactions: Interactions,
  { window, neighbours, popularityExponent }: RuleTraining,
  watch?: Watch,
): Promise<SparseTable> {
  const items = interactions.items.length;
  const histories = historiesOf(interactions, { runsAsOne: true });
  const { offsets, places } = entriesByItem(histories, items);
  const board = new ScoreBoard(items);
  const top = new TopItems(Math.min(neighbours, items));
  const table = new SparseTableBuilder(items);
  const pace = new Pace(items, watch);
  for (let item = 0; item < items; item++) {
    if (pace.due()) await pace.pause(item);
    for (let at = offsets[item] as number; at < (offsets[item + 1] as number); at++) {
      follow(histories, places[at] as number, window, board);
    }
    const scale = ((offsets[item + 1] as number) - (offsets[item] as number)) ** -popularityExponent;
    for (let at = 0; at < board.count; at++) {
      const target = board.items[at] as number;
      board.scores[target] = (board.scores[target] as number) * scale;
    }
    top.take(board);
    table.addRow(top.items, top.scores, top.count);
    board.clear();
  }
  pace.end();
  return table.build();
}

/** Adds the steps after one entry. */
function follow({ offsets, items, people }: Histories, entry: number, window: number, board: ScoreBoard): void {
  const end = Math.min(entry + window + 1, offsets[(people[entry] as number) + 1] as number);
  const item = items[entry] as number;
  for (let next = entry + 1; next < end; next++) {
    if (items[next] !== item) board.add(items[next] as number, 1 / (next - entry));
  }
}
