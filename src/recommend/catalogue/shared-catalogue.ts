import type { LivePopularity } from "../../domain/item.js";
import type { SharedStrings } from "./string-table.js";
import type { SharedHeap } from "./text-heap.js";

/** Fields that are numbers, by row. */
export const NUMBER_FIELDS = ["price", "oldPrice", "publishedAt", "expiresAt"] as const;
/** Fields that are a text out of few: a number in a dictionary, 0 = "". */
export const CODED_FIELDS = ["category", "brand", "group", "colour", "type"] as const;
/** Coded fields whose rows can be listed. */
export const LISTED_FIELDS = ["category", "brand", "group"] as const;

export type NumberField = (typeof NUMBER_FIELDS)[number];
export type CodedField = (typeof CODED_FIELDS)[number];
export type ListedField = (typeof LISTED_FIELDS)[number];

/** Bits of the column `flags`. */
export const IN_STOCK = 1;
/** No longer to be recommended. */
export const REMOVED = 2;

/** Bits of the column `declared`: which fields the shop has said. */
export const DECLARED = {
  type: 1,
  title: 2,
  url: 4,
  image: 8,
  category: 16,
  brand: 32,
  group: 64,
  colour: 128,
  price: 256,
  oldPrice: 512,
  inStock: 1_024,
  publishedAt: 2_048,
  expiresAt: 4_096,
  tags: 8_192,
} as const;

/** Rows of a coded field by its code: code c has `rows[starts[c] .. starts[c + 1])`, rising. Rows without (code 0) are in no list. */
export interface SharedLists {
  /** Uint32, codes + 1. */
  readonly starts: SharedArrayBuffer;
  /** Uint32. */
  readonly rows: SharedArrayBuffer;
}

/**
 * The catalogue at a place in its journal: a plain object of shared memory that goes to any thread (postMessage) without a copy. Buffers may be
 * longer than `count` rows; what they hold up to there never changes.
 */
export interface SharedCatalogue {
  /** The journal's sequence that it counts through. */
  readonly position: number;
  readonly count: number;
  /** Ids and dictionaries. */
  readonly names: SharedHeap;
  /** What is shown (display.ts). */
  readonly texts: SharedHeap;
  readonly ids: SharedStrings;
  /** Float64, NaN: not known (price, oldPrice). */
  readonly numbers: Readonly<Record<NumberField, SharedArrayBuffer>>;
  /** Int32. */
  readonly codes: Readonly<Record<CodedField, SharedArrayBuffer>>;
  readonly dictionaries: Readonly<Record<CodedField, SharedStrings>>;
  readonly lists: Readonly<Record<ListedField, SharedLists>>;
  /** Uint8: IN_STOCK | REMOVED. */
  readonly flags: SharedArrayBuffer;
  /** Uint16: DECLARED. */
  readonly declared: SharedArrayBuffer;
  /** Uint32: the place of what is shown in `texts`. */
  readonly shown: SharedArrayBuffer;
  readonly popularity: LivePopularity | undefined;
}
