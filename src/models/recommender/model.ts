/**
 * A recommender model in memory: typed arrays over shared memory, so that all threads of a process read one copy. It holds no user vector: people
 * are folded in from their profiles. Made by src/training/recommender, saved and loaded by this folder, read by src/recommend.
 */
import type { ItemKind } from "../../domain/profile.js";
import type { Manifest } from "./manifest.js";

/** Rows of item -> weighted items, compressed sparse rows: row i is `targets[offsets[i] .. offsets[i + 1])`, heaviest first. */
export interface SparseTable {
  /** count + 1 */
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float32Array;
}

/**
 * Sessions for neighbour search (VMIS-kNN, Kersbergen et al., SIGMOD 2022), the newest last. `itemSessions` of an item: its newest sessions, newest first.
 * A row is a set of items and a day; `owners` is a hash of the person salted with the model's version: erasure finds and empties
 * rows by it, nothing else can be read from it.
 */
export interface SessionTable {
  /** sessions + 1 */
  readonly offsets: Uint32Array;
  /** In the order they were met. */
  readonly items: Uint32Array;
  readonly days: Uint32Array;
  readonly owners: Uint32Array;
  /** items + 1 */
  readonly itemOffsets: Uint32Array;
  readonly itemSessions: Uint32Array;
}

/** How a person is folded in, and how signals are weighed: learnt on validation data, stored with the model. */
export interface ServingRecipe {
  /** Weight of the unobserved (alpha_0 of iALS, Rendle et al. 2021). */
  readonly unobserved: number;
  readonly regularisation: number;
  /** Exponent of frequency scaling (nu): 1 = lambda * (n + alpha_0 * |I|). */
  readonly frequencyExponent: number;
  /** An interaction of rank r (0 = newest) counts floor + recency * 2^(-r / halfLife). */
  readonly floor: number;
  readonly recency: number;
  readonly halfLife: number;
  /** Beside a view = 1. */
  readonly kinds: Readonly<Record<ItemKind, number>>;
  /** How many of the newest items sequential rules look at. */
  readonly ruleItems: number;
  /** VMIS-kNN: sessions sampled (m) and neighbours (k). */
  readonly sessionSample: number;
  readonly sessionNeighbours: number;
  /** Of z-scores (for-you and next-item), by signal; a signal left out has 0. Keys: domain/recommendation.ts SIGNALS. */
  readonly blend: {
    readonly forYou: Readonly<Record<string, number>>;
    readonly nextItem: Readonly<Record<string, number>>;
  };
}

export interface RecommenderModel {
  readonly manifest: Manifest;
  /** By the model's own item number, 0 to count - 1. */
  readonly itemIds: readonly string[];
  readonly dimension: number;
  /** count x dimension, row by row. */
  readonly factors: Float32Array;
  /** dimension x dimension: the sum of x_i x_i^T. */
  readonly gramian: Float32Array;
  readonly serving: ServingRecipe;
  /** From an item to what comes after it (sequential rules). */
  readonly rules: SparseTable;
  readonly alsoViewed: SparseTable;
  readonly alsoBought: SparseTable;
  /** From a viewed item to what was bought after. */
  readonly viewThenBought: SparseTable;
  readonly sessions: SessionTable;
  /** Decayed popularity by item as of manifest.until, where there is no live one yet. */
  readonly popularity: Float32Array;
  /** Median days between two purchases of the same item by the same person; 0: not known. */
  readonly reorderDays: Float32Array;
}
