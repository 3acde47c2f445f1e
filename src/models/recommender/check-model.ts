import { invalid } from "../npy.js";
import type { RecommenderModel, SessionTable, SparseTable } from "./model.js";

/**
 * That the parts of a model have the sizes that its manifest says. Cheap: made at every load.
 * @throws AttuneError ATTUNE_MODEL_INVALID
 */
export function checkSizes(model: RecommenderModel): void {
  const { manifest, itemIds, dimension, factors, gramian, popularity, reorderDays, sessions } = model;
  const count = itemIds.length;
  const must = mustOf(model);
  must(manifest.items === count && manifest.dimension === dimension, "its manifest counts other items or dimensions");
  must(factors.length === count * dimension && gramian.length === dimension ** 2, "its factors are of another size");
  must(popularity.length === count && reorderDays.length === count, "its columns of items are of another length");
  must(
    tablesOf(model).every((table) => isOfSize(table, count)),
    "its tables are of another size",
  );
  const { offsets, items, days, owners, itemOffsets, itemSessions } = sessions;
  must(
    owners.length === days.length &&
      endsWith(offsets, days.length, items) &&
      endsWith(itemOffsets, count, itemSessions),
    "its sessions are of another size",
  );
}

/**
 * That every number is one and nothing points outside. Looks at all of it: made before a model is written or promoted.
 * @throws AttuneError ATTUNE_MODEL_INVALID
 */
export function checkModel(model: RecommenderModel): void {
  checkSizes(model);
  const { itemIds, factors, gramian, popularity, reorderDays, sessions } = model;
  const count = itemIds.length;
  const must = mustOf(model);
  must(new Set(itemIds).size === count, "an item stands in it twice");
  const weights = tablesOf(model).map((table) => table.weights);
  for (const column of [factors, gramian, popularity, reorderDays, ...weights])
    must(
      column.every((value) => Number.isFinite(value)),
      "a number in it is none",
    );
  for (const { offsets, targets } of tablesOf(model)) must(areRows(offsets, targets, count), "a table points outside");
  must(areSessions(sessions, count), "its sessions point outside");
}

function mustOf({ manifest }: RecommenderModel): (holds: boolean, why: string) => void {
  return (holds, why) => {
    if (!holds) throw invalid(`version ${manifest.version}`, why);
  };
}

function tablesOf({ rules, alsoViewed, alsoBought, viewThenBought }: RecommenderModel): readonly SparseTable[] {
  return [rules, alsoViewed, alsoBought, viewThenBought];
}

function isOfSize({ offsets, targets, weights }: SparseTable, count: number): boolean {
  return weights.length === targets.length && endsWith(offsets, count, targets);
}

function endsWith(offsets: Uint32Array, rows: number, values: Uint32Array): boolean {
  return offsets.length === rows + 1 && offsets[0] === 0 && offsets[rows] === values.length;
}

function areSessions({ offsets, items, days, itemOffsets, itemSessions }: SessionTable, count: number): boolean {
  return areRows(offsets, items, count) && areRows(itemOffsets, itemSessions, days.length);
}

/** Offsets rise, values lie below `below`. */
function areRows(offsets: Uint32Array, values: Uint32Array, below: number): boolean {
  return (
    offsets.every((offset, row) => row === 0 || offset >= (offsets[row - 1] as number)) &&
    values.every((value) => value < below)
  );
}
