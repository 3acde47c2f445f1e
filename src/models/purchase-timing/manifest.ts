import { Type } from "@sinclair/typebox";
import { type Evidence, EVIDENCE_SCHEMA } from "../versions/evidence.js";
import { FILES_SCHEMA, readManifestFile } from "../versions/manifest-file.js";
import type { VersionManifest } from "../versions/version-form.js";

/** What a version of the purchase-timing model says of itself: manifest.json beside its parameters.json. */
export interface PurchaseTimingManifest extends VersionManifest {
  /** Of this layout. A version of another one is refused (ATTUNE_MODEL_INVALID). */
  readonly format: 1;
  readonly model: "purchase-timing";
  /** Where the orders came from, for people. */
  readonly source: string;
  /** SHA-256 over them. */
  readonly dataHash: string;
  readonly orders: number;
  /** Who had ordered by `testFrom`: on whom it was fitted. */
  readonly people: number;
  /** Times of the first and the last order, ms. */
  readonly from: number;
  readonly until: number;
  /** When its test slice begins, ms: of nothing that happened from then on anything was fitted. */
  readonly testFrom: number;
  /** It foretells the orders of so many days. */
  readonly horizonDays: number;
  readonly seed: number;
  /** The recipe in full, as it was used. */
  readonly recipe: unknown;
  readonly metrics: Readonly<Record<string, number>>;
  readonly evidence?: Evidence;
  readonly cpuSeconds: number;
}

export const PURCHASE_TIMING_FORMAT = 1;

const text = Type.String({ minLength: 1 });
const whole = Type.Integer({ minimum: 0 });
const time = Type.Integer();
const SCHEMA = Type.Object({
  format: Type.Literal(PURCHASE_TIMING_FORMAT),
  model: Type.Literal("purchase-timing"),
  version: text,
  createdAt: text,
  source: text,
  dataHash: text,
  orders: whole,
  people: whole,
  from: time,
  until: time,
  testFrom: time,
  horizonDays: Type.Number({ minimum: 1, maximum: 3_660 }),
  seed: whole,
  recipe: Type.Unknown(),
  metrics: Type.Record(Type.String(), Type.Number()),
  evidence: Type.Optional(EVIDENCE_SCHEMA),
  cpuSeconds: Type.Number({ minimum: 0 }),
  files: FILES_SCHEMA,
});

/** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
export async function readPurchaseTimingManifest(folder: string): Promise<PurchaseTimingManifest> {
  return readManifestFile(folder, SCHEMA, PURCHASE_TIMING_FORMAT);
}
