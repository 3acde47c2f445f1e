/** What a version says of itself: manifest.json beside its files. */
export interface Manifest {
  /** Of this layout. A model of another one is refused (ATTUNE_MODEL_INVALID). */
  readonly format: number;
  readonly version: string;
  /** ISO 8601, when it was trained. */
  readonly createdAt: string;
  /** Where the interactions came from, for people. */
  readonly source: string;
  /** SHA-256 over the interactions. */
  readonly dataHash: string;
  readonly interactions: number;
  readonly people: number;
  readonly items: number;
  readonly dimension: number;
  /** Event times of the first and the last interaction, ms. */
  readonly from: number;
  readonly until: number;
  readonly seed: number;
  /** The recipe in full, as it was used. */
  readonly recipe: unknown;
  readonly metrics: Readonly<Record<string, number>>;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** By file: bytes and SHA-256. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  /** Session rows emptied by erasures since. */
  readonly erasedSessions: number;
}

export const MODEL_FORMAT = 1;
