import { Type } from "@sinclair/typebox";
import { FILES_SCHEMA, readManifestFile } from "../versions/manifest-file.js";
import { type Manifest, MODEL_FORMAT } from "./manifest.js";

const whole = Type.Integer({ minimum: 0 });
const schema = Type.Object({
  format: Type.Literal(MODEL_FORMAT),
  version: Type.String(),
  createdAt: Type.String(),
  source: Type.String(),
  dataHash: Type.String(),
  interactions: whole,
  people: whole,
  items: whole,
  dimension: whole,
  from: Type.Number(),
  until: Type.Number(),
  seed: Type.Number(),
  recipe: Type.Unknown(),
  metrics: Type.Record(Type.String(), Type.Number()),
  cpuSeconds: Type.Number(),
  peakBytes: Type.Number(),
  files: FILES_SCHEMA,
  erasedSessions: whole,
});

/** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
export async function readManifest(folder: string): Promise<Manifest> {
  return readManifestFile(folder, schema, MODEL_FORMAT);
}
