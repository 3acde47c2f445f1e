import type { CatalogueEntry, Item, ItemFields, LivePopularity } from "../../domain/item.js";
import { DAY } from "../../domain/time.js";
import { Rows } from "./rows.js";
import { DECLARED, type SharedCatalogue } from "./shared-catalogue.js";
import { type Field, type Taken, take } from "./rules.js";

/** Beyond, new ids are passed over: what a shop can hold, and what a sender of invented ids can't exceed. */
export const MOST_ITEMS = 4_000_000;
/** What comes so soon after the journal's first record is the stock that was there already: nobody knows since when. */
const FIRST_STOCK_MS = DAY;

/**
 * Adds up the catalogue's journal: the same records in the same order give the same catalogue. Items get rows in the order in which they first
 * appear, and keep them.
 */
export class CatalogueFold {
  readonly #rows = new Rows();
  #popularity: LivePopularity | undefined;
  #position = 0;
  #firstTime: number | undefined;

  /** The sequence of the last record taken. */
  get position(): number {
    return this.#position;
  }

  get count(): number {
    return this.#rows.count;
  }

  /** The next record; undefined: one that can't be read. It counts as a place in the journal, and nothing else. */
  append(seq: number, entry: CatalogueEntry | undefined): void {
    if (seq <= this.#position) throw new RangeError(`record ${seq} after ${this.#position}`);
    this.#position = seq;
    if (entry === undefined) return;
    if (entry.kind === "popularity") {
      this.#popularity = entry.popularity;
      return;
    }
    this.#firstTime ??= entry.time;
    if (entry.kind === "removed") {
      const row = this.#rows.find(entry.id);
      if (row >= 0) this.#rows.remove(row, true);
      return;
    }
    const row = this.#rowFor(entry.id, entry.time);
    if (row < 0 || (this.#rows.isRemoved(row) && entry.source === "observed")) return;
    const taken = take(entry.fields, entry.source, this.#rows.declared(row));
    if (entry.source === "declared") this.#rows.remove(row, false);
    this.#rows.change(row, taken.fields, taken.declared);
  }

  /** The catalogue as of `position`, for any thread. It stays what it is while the fold goes on. */
  snapshot(): SharedCatalogue {
    return { position: this.#position, ...this.#rows.share(), popularity: this.#popularity };
  }

  /** -1: not in the catalogue. */
  row(id: string): number {
    return this.#rows.find(id);
  }

  id(row: number): string {
    return this.#rows.id(row);
  }

  isRemoved(row: number): boolean {
    return this.#rows.isRemoved(row);
  }

  get<F extends Field>(row: number, field: F): Item[F] {
    return this.#rows.get(row, field) as Item[F];
  }

  /** What of a declaration would change something; undefined: nothing would. */
  changesOf(id: string, fields: ItemFields): ItemFields | undefined {
    const row = this.#rows.find(id);
    if (row < 0) return take(fields, "declared", 0).fields;
    const before = this.#rows.declared(row);
    const taken = take(fields, "declared", before);
    const changed = Object.entries(taken.fields).filter(([name, value]) => {
      const field = name as Field;
      return ((before ^ taken.declared) & DECLARED[field]) !== 0 || !isSame(this.#rows.get(row, field), value);
    });
    if (changed.length === 0 && !this.#rows.isRemoved(row)) return undefined;
    return Object.fromEntries(changed) as Taken["fields"];
  }

  #rowFor(id: string, time: number): number {
    const row = this.#rows.find(id);
    if (row >= 0) return row;
    if (this.#rows.count >= MOST_ITEMS) return -1;
    const isNew = time - (this.#firstTime ?? time) > FIRST_STOCK_MS;
    return this.#rows.add(id, isNew ? time : 0);
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((tag, i) => tag === b[i]) : a === b;
}
