import { type Item, type ItemFields, NO_FIELDS } from "../../domain/item.js";
import { Column } from "./columns.js";
import { type Display, displayBytes, NO_DISPLAY, readDisplay, writeDisplay } from "./display.js";
import { listRows } from "./row-lists.js";
import type { Field } from "./rules.js";
import {
  CODED_FIELDS,
  type CodedField,
  IN_STOCK,
  LISTED_FIELDS,
  type ListedField,
  NUMBER_FIELDS,
  type NumberField,
  REMOVED,
  type SharedCatalogue,
  type SharedLists,
} from "./shared-catalogue.js";
import { StringTable } from "./string-table.js";
import { TextHeap } from "./text-heap.js";

/** Texts that nobody shows any more are swept out when they are more than half of all, and so many bytes. */
const SWEEP_BYTES = 4 * 2 ** 20;

/** The items in columns, to be changed by the fold. */
export class Rows {
  readonly #names = new TextHeap();
  readonly #ids = new StringTable(this.#names);
  readonly #numbers = byName(NUMBER_FIELDS, () => new Column(Float64Array));
  readonly #codes = byName(CODED_FIELDS, () => new Column(Int32Array));
  readonly #dictionaries = byName(CODED_FIELDS, () => new StringTable(this.#names));
  readonly #flags = new Column(Uint8Array);
  readonly #declared = new Column(Uint16Array);
  readonly #shown = new Column(Uint32Array);
  #texts = new TextHeap();
  /** Of the texts: the place of an item's that has none, and the bytes that nobody shows any more. */
  #empty = writeDisplay(this.#texts, NO_DISPLAY);
  #waste = 0;
  /** What the next sweep fills: two heaps take turns while nobody holds them, as the collector sees no need to free shared memory. */
  #next = new TextHeap();
  readonly #lists = new Map<ListedField, SharedLists>();

  constructor() {
    for (const field of CODED_FIELDS) this.#dictionaries[field].intern("");
  }

  get count(): number {
    return this.#ids.count;
  }

  /** -1: not there. */
  find(id: string): number {
    return this.#ids.find(id);
  }

  id(row: number): string {
    return this.#ids.at(row);
  }

  /** A row for a new id: nothing known but when it came. */
  add(id: string, publishedAt: number): number {
    const row = this.#ids.intern(id);
    for (const field of NUMBER_FIELDS) this.#numbers[field].push(numberOf(NO_FIELDS[field]));
    this.#numbers.publishedAt.set(row, publishedAt);
    for (const field of CODED_FIELDS) this.#codes[field].push(this.#dictionaries[field].intern(NO_FIELDS[field]));
    this.#flags.push(IN_STOCK);
    this.#declared.push(0);
    this.#shown.push(this.#empty);
    this.#lists.clear();
    return row;
  }

  declared(row: number): number {
    return this.#declared.at(row);
  }

  isRemoved(row: number): boolean {
    return (this.#flags.at(row) & REMOVED) !== 0;
  }

  remove(row: number, isRemoved: boolean): void {
    this.#flag(row, REMOVED, isRemoved);
  }

  get(row: number, field: Field): Item[Field] {
    if (isCoded(field)) return this.#dictionaries[field].at(this.#codes[field].at(row));
    if (field === "inStock") return (this.#flags.at(row) & IN_STOCK) !== 0;
    if (isNumber(field)) {
      const value = this.#numbers[field].at(row);
      return Number.isNaN(value) ? undefined : value;
    }
    return this.#display(row)[field];
  }

  change(row: number, fields: ItemFields, declared: number): void {
    this.#declared.set(row, declared);
    for (const field of NUMBER_FIELDS) {
      if (field in fields) this.#numbers[field].set(row, numberOf(fields[field]));
    }
    for (const field of CODED_FIELDS) {
      const text = fields[field];
      if (text === undefined) continue;
      const isChange = this.#codes[field].set(row, this.#dictionaries[field].intern(text));
      if (isChange && isListed(field)) this.#lists.delete(field);
    }
    if (fields.inStock !== undefined) this.#flag(row, IN_STOCK, fields.inStock);
    const { title, url, image, tags } = fields;
    if (title === undefined && url === undefined && image === undefined && tags === undefined) return;
    const before = this.#display(row);
    if (this.#shown.at(row) !== this.#empty) this.#waste += displayBytes(before);
    if (this.#waste > SWEEP_BYTES && this.#waste > this.#texts.bytes / 2) this.#sweep();
    const after = {
      title: title ?? before.title,
      url: url ?? before.url,
      image: image ?? before.image,
      tags: tags ?? before.tags,
    };
    this.#shown.set(row, writeDisplay(this.#texts, after));
  }

  share(): Omit<SharedCatalogue, "position" | "popularity"> {
    return {
      count: this.count,
      names: this.#names.share(),
      texts: this.#texts.share(),
      ids: this.#ids.share(),
      numbers: byName(NUMBER_FIELDS, (field) => this.#numbers[field].share()),
      codes: byName(CODED_FIELDS, (field) => this.#codes[field].share()),
      dictionaries: byName(CODED_FIELDS, (field) => this.#dictionaries[field].share()),
      lists: byName(LISTED_FIELDS, (field) => this.#listed(field)),
      flags: this.#flags.share(),
      declared: this.#declared.share(),
      shown: this.#shown.share(),
    };
  }

  #display(row: number): Display {
    return readDisplay(this.#texts, this.#shown.at(row));
  }

  #flag(row: number, flag: number, isOn: boolean): void {
    const flags = this.#flags.at(row);
    this.#flags.set(row, isOn ? flags | flag : flags & ~flag);
  }

  /** Lists are made again when a row came or a code changed. */
  #listed(field: ListedField): SharedLists {
    const known = this.#lists.get(field);
    if (known !== undefined) return known;
    const codes = this.#codes[field];
    const lists = listRows(this.count, this.#dictionaries[field].count, (row) => codes.at(row));
    this.#lists.set(field, lists);
    return lists;
  }

  #sweep(): void {
    const swept = this.#next;
    const empty = writeDisplay(swept, NO_DISPLAY);
    for (let row = 0; row < this.count; row++) {
      const isEmpty = this.#shown.at(row) === this.#empty;
      this.#shown.set(row, isEmpty ? empty : writeDisplay(swept, this.#display(row)));
    }
    this.#next = this.#texts.emptied();
    this.#texts = swept;
    this.#empty = empty;
    this.#waste = 0;
  }
}

function byName<K extends string, T>(names: readonly K[], make: (name: K) => T): Record<K, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, T>;
}

function numberOf(value: number | undefined): number {
  return value ?? Number.NaN;
}

function isCoded(field: Field): field is CodedField {
  return (CODED_FIELDS as readonly string[]).includes(field);
}

function isNumber(field: Field): field is NumberField {
  return (NUMBER_FIELDS as readonly string[]).includes(field);
}

function isListed(field: CodedField): field is ListedField {
  return (LISTED_FIELDS as readonly string[]).includes(field);
}
