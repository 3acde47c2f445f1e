import { Type } from "@sinclair/typebox";
import type { SendTimeRecipe } from "../../domain/timing.js";
import { type Evidence, EVIDENCE_SCHEMA } from "../versions/evidence.js";
import { FILES_SCHEMA, readManifestFile } from "../versions/manifest-file.js";
import type { VersionManifest } from "../versions/version-form.js";

/** What a version of the send-time model says of itself: manifest.json beside its recipe.yaml. */
export interface SendTimeManifest extends VersionManifest {
  /** Of this layout. A version of another one is refused (ATTUNE_MODEL_INVALID). */
  readonly format: 1;
  readonly model: "send-time";
  /** Where the signs of attention came from, for people. */
  readonly source: string;
  /** What they were: "open", "click", "session", "purchase". */
  readonly kind: string;
  /** SHA-256 over them. */
  readonly dataHash: string;
  readonly signs: number;
  readonly people: number;
  /** Times of the first and the last sign, ms. */
  readonly from: number;
  readonly until: number;
  readonly seed: number;
  readonly recipe: SendTimeRecipe;
  readonly metrics: Readonly<Record<string, number>>;
  readonly evidence?: Evidence;
  readonly cpuSeconds: number;
}

export const SEND_TIME_FORMAT = 1;

const positive = Type.Number({ exclusiveMinimum: 0 });
const notNegative = Type.Number({ minimum: 0 });
const numbers = Type.Record(Type.String(), Type.Number());
const recipeSchema = Type.Object({
  ownStrength: positive,
  cohortStrength: positive,
  sharedByDays: Type.Number({ minimum: 0, maximum: 1 }),
  smoothingHours: notNegative,
  halfLifeMs: positive,
  weights: Type.Object({ open: notNegative, click: notNegative, session: notNegative, purchase: notNegative }),
  exposurePerMessage: notNegative,
});
const schema = Type.Object({
  format: Type.Literal(SEND_TIME_FORMAT),
  model: Type.Literal("send-time"),
  version: Type.String(),
  createdAt: Type.String(),
  source: Type.String(),
  kind: Type.String(),
  dataHash: Type.String(),
  signs: Type.Integer({ minimum: 0 }),
  people: Type.Integer({ minimum: 0 }),
  from: Type.Number(),
  until: Type.Number(),
  seed: Type.Integer(),
  recipe: recipeSchema,
  metrics: numbers,
  evidence: Type.Optional(EVIDENCE_SCHEMA),
  cpuSeconds: notNegative,
  files: FILES_SCHEMA,
});

/** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
export async function readSendTimeManifest(folder: string): Promise<SendTimeManifest> {
  return readManifestFile(folder, schema, SEND_TIME_FORMAT);
}
