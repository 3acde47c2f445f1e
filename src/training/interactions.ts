/** What models are trained on: who did what with which item when, in columns, sorted by (time, place in the source). */
export interface Interactions {
  readonly count: number;
  /** By number: for messages and for joining with a catalogue. People's names never leave training. */
  readonly people: readonly string[];
  readonly items: readonly string[];
  /** Per interaction: index into `people`. */
  readonly person: Uint32Array;
  /** Per interaction: index into `items`. */
  readonly item: Uint32Array;
  /** Per interaction: index into KINDS. */
  readonly kind: Uint8Array;
  /** Per interaction: ms since the epoch. */
  readonly time: Float64Array;
  /** By item: its category, "" where the source has none; other facts of items come from the catalogue. */
  readonly categories: readonly string[];
  /** By item: its price as last seen; NaN where the source has none. */
  readonly prices: Float64Array;
  /** For the manifest: where they came from. */
  readonly source: string;
}

/** In this order in `kind`. */
export const KINDS = ["view", "cart", "save", "order"] as const;
