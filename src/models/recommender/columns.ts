import { type Column, invalid } from "../npy.js";
import type { RecommenderModel, SessionTable, SparseTable } from "./model.js";

/** A model as named columns: how it lies on disk. A column is a file `<name>.npy`; numpy.load reads it. */

export interface ShapedColumn {
  readonly column: Column;
  readonly shape: readonly number[];
}

type Tables = Pick<RecommenderModel, "rules" | "alsoViewed" | "alsoBought" | "viewThenBought">;
const TABLES = {
  rules: "rules",
  alsoViewed: "also-viewed",
  alsoBought: "also-bought",
  viewThenBought: "view-then-bought",
} as const satisfies Record<keyof Tables, string>;

/** How the names of the columns below begin. */
export const SESSION_FILES = "sessions.";
const SESSIONS = {
  offsets: "sessions.offsets",
  items: "sessions.items",
  days: "sessions.days",
  owners: "sessions.owners",
  itemOffsets: "sessions.item-offsets",
  itemSessions: "sessions.item-sessions",
} as const satisfies Record<keyof SessionTable, string>;

export function columnsOf(model: Omit<RecommenderModel, "manifest">): Map<string, ShapedColumn> {
  const { itemIds, dimension, factors, gramian, popularity, reorderDays } = model;
  const columns = new Map<string, ShapedColumn>([
    ["factors", { column: factors, shape: [itemIds.length, dimension] }],
    ["gramian", { column: gramian, shape: [dimension, dimension] }],
    ["popularity", flat(popularity)],
    ["reorder-days", flat(reorderDays)],
  ]);
  for (const [key, name] of Object.entries(TABLES) as [keyof Tables, string][]) {
    const { offsets, targets, weights } = model[key];
    columns.set(`${name}.offsets`, flat(offsets));
    columns.set(`${name}.targets`, flat(targets));
    columns.set(`${name}.weights`, flat(weights));
  }
  for (const [name, column] of sessionColumns(model.sessions)) columns.set(name, column);
  return columns;
}

export function sessionColumns(sessions: SessionTable): [string, ShapedColumn][] {
  return (Object.entries(SESSIONS) as [keyof SessionTable, string][]).map(([key, name]) => [name, flat(sessions[key])]);
}

/** Reads columns by name. @throws AttuneError ATTUNE_MODEL_INVALID where one is missing or of another type */
export type ReadColumn = (name: string) => Promise<ShapedColumn>;

export async function readTables(
  read: ReadColumn,
): Promise<Omit<RecommenderModel, "manifest" | "itemIds" | "dimension" | "serving">> {
  const table = async (name: string): Promise<SparseTable> => ({
    offsets: integers(await read(`${name}.offsets`), name),
    targets: integers(await read(`${name}.targets`), name),
    weights: numbers(await read(`${name}.weights`), name),
  });
  return {
    factors: numbers(await read("factors"), "factors"),
    gramian: numbers(await read("gramian"), "gramian"),
    popularity: numbers(await read("popularity"), "popularity"),
    reorderDays: numbers(await read("reorder-days"), "reorder-days"),
    rules: await table(TABLES.rules),
    alsoViewed: await table(TABLES.alsoViewed),
    alsoBought: await table(TABLES.alsoBought),
    viewThenBought: await table(TABLES.viewThenBought),
    sessions: await readSessions(read),
  };
}

export async function readOwners(read: ReadColumn): Promise<Uint32Array> {
  return integers(await read(SESSIONS.owners), SESSIONS.owners);
}

export async function readSessions(read: ReadColumn): Promise<SessionTable> {
  const column = async (key: keyof SessionTable): Promise<Uint32Array> =>
    integers(await read(SESSIONS[key]), SESSIONS[key]);
  return {
    offsets: await column("offsets"),
    items: await column("items"),
    days: await column("days"),
    owners: await column("owners"),
    itemOffsets: await column("itemOffsets"),
    itemSessions: await column("itemSessions"),
  };
}

function flat(column: Column): ShapedColumn {
  return { column, shape: [column.length] };
}

function integers({ column }: ShapedColumn, name: string): Uint32Array {
  if (column instanceof Uint32Array) return column;
  throw invalid(name, "it must hold whole numbers of 32 bits");
}

function numbers({ column }: ShapedColumn, name: string): Float32Array {
  if (column instanceof Float32Array) return column;
  throw invalid(name, "it must hold numbers in single precision");
}
