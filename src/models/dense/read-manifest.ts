import path from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { invalid } from "../npy.js";
import { EVIDENCE_SCHEMA } from "../versions/evidence.js";
import { FILES_SCHEMA, MANIFEST_FILE, readManifestFile } from "../versions/manifest-file.js";
import { DENSE_FORMAT, type DenseManifest, type DenseName } from "./manifest.js";

const whole = Type.Integer({ minimum: 0 });
const numbers = Type.Record(Type.String(), Type.Number());
const list = Type.Array(Type.Number(), { maxItems: 10_000 });
const calibration = Type.Union([
  Type.Object({ kind: Type.Literal("none") }),
  Type.Object({ kind: Type.Literal("platt"), a: Type.Number({ exclusiveMinimum: 0 }), b: Type.Number() }),
  Type.Object({ kind: Type.Literal("isotonic"), x: list, y: list }),
]);
const schema = Type.Object({
  format: Type.Literal(DENSE_FORMAT),
  model: Type.Union([Type.Literal("intent"), Type.Literal("propensity")]),
  version: Type.String(),
  createdAt: Type.String(),
  source: Type.String(),
  dataHash: Type.String(),
  rows: whole,
  people: whole,
  from: Type.Number(),
  until: Type.Number(),
  testFrom: Type.Number(),
  seed: Type.Number(),
  recipe: Type.Unknown(),
  schema: Type.String(),
  features: Type.Array(Type.String(), { minItems: 1, maxItems: 1_000 }),
  heads: Type.Array(Type.String(), { minItems: 1, maxItems: 16 }),
  horizons: numbers,
  positives: numbers,
  calibration: Type.Record(Type.String(), calibration),
  metrics: numbers,
  evidence: Type.Optional(EVIDENCE_SCHEMA),
  cpuSeconds: Type.Number(),
  files: FILES_SCHEMA,
});

/** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
export async function readDenseManifest(folder: string, name: DenseName): Promise<DenseManifest> {
  const manifest = await readManifestFile(folder, schema, DENSE_FORMAT);
  if (manifest.model !== name) throw invalid(path.join(folder, MANIFEST_FILE), `it is of the model ${manifest.model}`);
  return manifest;
}

/** That it would be read again: no number in it is none. @throws AttuneError ATTUNE_MODEL_INVALID */
export function checkManifest(manifest: DenseManifest): void {
  const problem = Value.Errors(schema, manifest).First();
  if (problem !== undefined)
    throw invalid(`${manifest.model} ${manifest.version}`, `its manifest's ${problem.path}: ${problem.message}`);
}
