import { readFile } from "node:fs/promises";
import path from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { AttuneError } from "../../domain/errors.js";
import { invalid } from "../npy.js";
import { type Manifest, MODEL_FORMAT } from "./manifest.js";

export const MANIFEST_FILE = "manifest.json";

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
  files: Type.Record(Type.String(), Type.Object({ bytes: whole, sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) })),
  erasedSessions: whole,
});

/** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, MANIFEST_FILE);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT")
      throw new AttuneError(
        "ATTUNE_MODEL_UNAVAILABLE",
        `there is no version ${path.basename(folder)} in ${path.dirname(folder)}`,
      );
    throw invalid(file, error.message, error);
  });
  const manifest = parse(text);
  if (isOfOtherFormat(manifest))
    throw invalid(file, `it is of format ${manifest.format}; this Attune reads ${MODEL_FORMAT}`);
  if (!Value.Check(schema, manifest)) {
    const first = Value.Errors(schema, manifest).First();
    throw invalid(file, `${first?.path ?? ""} ${first?.message ?? "is no manifest"}`.trim());
  }
  if (manifest.version !== path.basename(folder)) throw invalid(file, `it calls itself ${manifest.version}`);
  return manifest;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOfOtherFormat(value: unknown): value is { format: number } {
  return (
    typeof value === "object" &&
    value !== null &&
    "format" in value &&
    typeof value.format === "number" &&
    value.format !== MODEL_FORMAT
  );
}
