import {
  allocateFactors,
  extendFactors,
  factorsOf,
  sealFactors,
  type SharedFactors,
} from "../../models/kernels/index.js";
import type { RecommenderModel } from "../../models/recommender/model.js";
import { type Catalogue, openCatalogue, type SharedCatalogue } from "../catalogue/index.js";
import { ContentCells } from "./content-cells.js";
import { popularityColumn } from "./popularity-column.js";
import type { LearntRows, ServedTables, SharedModel } from "./shared-model.js";

/** Room for items to come, so that a few new ones need no new memory; pages that nobody writes take up none. */
const SPARE_SHARE = 0.25;
const SPARE_ROWS = 4_096;

/** What the thread that prepares keeps of what it prepared, to go on with it. */
interface Preparation {
  readonly model: RecommenderModel;
  readonly cells: ContentCells;
  /** Rows that the model knows, of those there were. */
  readonly known: number;
  /** Rows of the memory that somebody may be reading. */
  written: number;
}

const preparations = new WeakMap<LearntRows, Preparation>();

/**
 * A model and a catalogue, ready to be served: once a process, then handed to its threads. With `previous`, of the same model and thread, rows that were
 * only added are written behind the old ones, which stay as they are for whoever serves them; anything else is made anew. Either way the same
 * model and catalogue give the same numbers.
 */
export function prepareServing(
  model: RecommenderModel | undefined,
  shared: SharedCatalogue,
  previous?: SharedModel,
): SharedModel {
  const catalogue = openCatalogue(shared);
  const learnt = model === undefined ? undefined : (extend(model, catalogue, previous) ?? build(model, catalogue));
  return {
    position: catalogue.position,
    rows: catalogue.count,
    popularity: popularityColumn(catalogue, model, learnt?.itemOf),
    learnt,
  };
}

function build(model: RecommenderModel, catalogue: Catalogue): LearntRows {
  const { itemIds, dimension } = model;
  const { count } = catalogue;
  const capacity = count + Math.ceil(count * SPARE_SHARE) + SPARE_ROWS;
  const factors = allocateFactors(count, dimension, { capacity });
  const vectors = factorsOf(factors);
  const norms = floats(capacity);
  const itemOf = integers(capacity).fill(-1);
  const rowOf = integers(itemIds.length).fill(-1);
  const known: number[] = [];
  itemIds.forEach((id, item) => {
    const row = catalogue.row(id);
    if (row < 0) return;
    rowOf[item] = row;
    itemOf[row] = item;
    const vector = model.factors.subarray(item * dimension, (item + 1) * dimension);
    vectors.set(vector, row * dimension);
    norms[row] = normOf(vector);
    known.push(row);
  });
  known.sort((a, b) => a - b);
  const cells = new ContentCells(catalogue.columns, vectors, norms, dimension, known);
  const learnt: LearntRows = {
    version: model.manifest.version,
    model: tablesOf(model),
    factors,
    norms,
    rowOf,
    itemOf,
    meanVector: meanOf(model.factors, itemIds.length, dimension),
  };
  fillUnknown(learnt, catalogue, cells, 0);
  sealFactors(factors);
  preparations.set(learnt, { model, cells, known: known.length, written: count });
  return learnt;
}

/** undefined: not possible. */
function extend(
  model: RecommenderModel,
  catalogue: Catalogue,
  previous: SharedModel | undefined,
): LearntRows | undefined {
  const before = previous?.learnt;
  const preparation = before === undefined ? undefined : preparations.get(before);
  if (before === undefined || preparation?.model !== model || catalogue.count < before.factors.rows) return undefined;
  const factors: SharedFactors | undefined = extendFactors(before.factors, catalogue.count);
  if (factors === undefined || !preparation.cells.fits(catalogue.columns)) return undefined;
  const from = before.factors.rows;
  if (from === catalogue.count) return before;
  if (from < preparation.written) return undefined;
  if (knowsAny(model, catalogue, before, preparation.known)) return undefined;
  const learnt: LearntRows = { ...before, factors };
  fillUnknown(learnt, catalogue, preparation.cells, from);
  sealFactors(factors, from);
  preparation.written = catalogue.count;
  preparations.set(learnt, preparation);
  return learnt;
}

/** Whether the catalogue now holds an item of the model that it didn't hold: it changes the means. */
function knowsAny({ itemIds }: RecommenderModel, catalogue: Catalogue, { rowOf }: LearntRows, known: number): boolean {
  if (known === itemIds.length) return false;
  return rowOf.some((row, item) => row < 0 && catalogue.row(itemIds[item] as string) >= 0);
}

function fillUnknown(
  { factors, norms, itemOf }: LearntRows,
  { count, columns }: Catalogue,
  cells: ContentCells,
  from: number,
): void {
  const vectors = factorsOf(factors);
  const { dimension } = factors;
  for (let row = from; row < count; row++) {
    if ((itemOf[row] as number) >= 0) continue;
    norms[row] = cells.fill(columns, row, vectors.subarray(row * dimension, (row + 1) * dimension));
  }
}

function tablesOf(model: RecommenderModel): ServedTables {
  const { dimension, gramian, serving, rules, alsoViewed, alsoBought, viewThenBought, sessions, reorderDays } = model;
  const items = model.itemIds.length;
  return { items, dimension, gramian, serving, rules, alsoViewed, alsoBought, viewThenBought, sessions, reorderDays };
}

function meanOf(factors: Float32Array, count: number, dimension: number): Float64Array {
  const mean = new Float64Array(dimension);
  for (let first = 0; first < count * dimension; first += dimension) {
    for (let i = 0; i < dimension; i++) mean[i] = (mean[i] as number) + (factors[first + i] as number);
  }
  return mean.map((sum) => (count === 0 ? 0 : sum / count));
}

function normOf(vector: Float32Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

function floats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

function integers(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}
