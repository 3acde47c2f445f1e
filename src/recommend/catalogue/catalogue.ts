import { type Item, type ItemFields, type LivePopularity, type ObservedItem, saidOf } from "../../domain/item.js";
import { readDisplay, readTitle } from "./display.js";
import { MOST_ITEMS } from "./fold.js";
import { OBSERVED } from "./rules.js";
import {
  CODED_FIELDS,
  type CodedField,
  DECLARED,
  IN_STOCK,
  LISTED_FIELDS,
  type ListedField,
  NUMBER_FIELDS,
  type NumberField,
  REMOVED,
  type SharedCatalogue,
} from "./shared-catalogue.js";
import { StringsView } from "./string-table.js";
import { HeapView } from "./text-heap.js";

/** `count` values each, by row; to be read only. */
export type CatalogueColumns = Readonly<Record<NumberField, Float64Array>> &
  Readonly<Record<CodedField, Int32Array>> & {
    /** IN_STOCK | REMOVED */
    readonly flags: Uint8Array;
  };

/** The texts of a coded field: code 0 is "". */
export interface Dictionary {
  readonly count: number;
  at(code: number): string;
  /** -1: no item has or had it. */
  find(text: string): number;
}

/** The catalogue at one place in its journal, read in one thread. Rows are items, 0 to count - 1, removed ones included. */
export interface Catalogue {
  readonly position: number;
  readonly count: number;
  readonly columns: CatalogueColumns;
  readonly dictionaries: Readonly<Record<CodedField, Dictionary>>;
  readonly popularity: LivePopularity | undefined;
  /** -1: not in the catalogue. */
  row(id: string): number;
  id(row: number): string;
  title(row: number): string;
  item(row: number): Item;
  /** Neither removed, nor past its end at `time` (ms). */
  isOffered(row: number, time: number): boolean;
  /** The rows of a code, rising; none for code 0. */
  rowsOf(field: ListedField, code: number): Uint32Array;
  /** What of an observation isn't held and nobody declared; undefined: nothing, or the item was removed, or there is no room. */
  newsOf(observed: ObservedItem): ItemFields | undefined;
}

/** A view of what a fold has shared: costs a few objects, whatever the catalogue's size. */
export function openCatalogue(shared: SharedCatalogue): Catalogue {
  return new CatalogueView(shared);
}

class CatalogueView implements Catalogue {
  readonly position: number;
  readonly count: number;
  readonly columns: CatalogueColumns;
  readonly dictionaries: Readonly<Record<CodedField, StringsView>>;
  readonly popularity: LivePopularity | undefined;
  readonly #texts: HeapView;
  readonly #ids: StringsView;
  readonly #shown: Uint32Array;
  readonly #declared: Uint16Array;
  readonly #lists: Readonly<Record<ListedField, { readonly starts: Uint32Array; readonly rows: Uint32Array }>>;

  constructor(shared: SharedCatalogue) {
    const { position, count, popularity, numbers, codes, dictionaries, lists } = shared;
    this.position = position;
    this.count = count;
    this.popularity = popularity;
    const names = new HeapView(shared.names);
    this.#texts = new HeapView(shared.texts);
    this.#ids = new StringsView(shared.ids, names);
    this.#shown = new Uint32Array(shared.shown, 0, count);
    this.#declared = new Uint16Array(shared.declared, 0, count);
    this.columns = {
      ...record(NUMBER_FIELDS, (field) => new Float64Array(numbers[field], 0, count)),
      ...record(CODED_FIELDS, (field) => new Int32Array(codes[field], 0, count)),
      flags: new Uint8Array(shared.flags, 0, count),
    };
    this.dictionaries = record(CODED_FIELDS, (field) => new StringsView(dictionaries[field], names));
    this.#lists = record(LISTED_FIELDS, (field) => ({
      starts: new Uint32Array(lists[field].starts),
      rows: new Uint32Array(lists[field].rows),
    }));
  }

  row(id: string): number {
    return this.#ids.find(id);
  }

  id(row: number): string {
    return this.#ids.at(row);
  }

  title(row: number): string {
    return readTitle(this.#texts, this.#shown[row] as number);
  }

  item(row: number): Item {
    const { columns } = this;
    return {
      id: this.id(row),
      ...readDisplay(this.#texts, this.#shown[row] as number),
      type: this.#text("type", row),
      category: this.#text("category", row),
      brand: this.#text("brand", row),
      group: this.#text("group", row),
      colour: this.#text("colour", row),
      price: known(columns.price[row]),
      oldPrice: known(columns.oldPrice[row]),
      inStock: ((columns.flags[row] as number) & IN_STOCK) !== 0,
      publishedAt: columns.publishedAt[row] as number,
      expiresAt: columns.expiresAt[row] as number,
    };
  }

  isOffered(row: number, time: number): boolean {
    return ((this.columns.flags[row] as number) & REMOVED) === 0 && (this.columns.expiresAt[row] as number) > time;
  }

  rowsOf(field: ListedField, code: number): Uint32Array {
    const { starts, rows } = this.#lists[field];
    return code <= 0 || code >= starts.length - 1 ? NO_ROWS : rows.subarray(starts[code], starts[code + 1]);
  }

  newsOf(observed: ObservedItem): ItemFields | undefined {
    const row = this.row(observed.id);
    if (row < 0) return this.count < MOST_ITEMS ? saidOf(observed) : undefined;
    if (((this.columns.flags[row] as number) & REMOVED) !== 0) return undefined;
    const declared = this.#declared[row] as number;
    let news: Record<string, unknown> | undefined;
    for (const field of OBSERVED) {
      const value = observed[field];
      if ((declared & DECLARED[field]) !== 0 || value === "" || value === undefined) continue;
      if (value === this.#observable(field, row)) continue;
      news ??= {};
      news[field] = value;
    }
    return news;
  }

  #observable(field: (typeof OBSERVED)[number], row: number): unknown {
    if (field === "title") return this.title(row);
    return field === "price" ? known(this.columns.price[row]) : this.#text(field, row);
  }

  #text(field: CodedField, row: number): string {
    return this.dictionaries[field].at(this.columns[field][row] as number);
  }
}

const NO_ROWS = new Uint32Array(0);

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function record<K extends string, T>(names: readonly K[], make: (name: K) => T): Record<K, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, T>;
}
