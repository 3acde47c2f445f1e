import path from "node:path";
import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { AttuneError } from "../../domain/errors.js";
import { invalid } from "../npy.js";
import { readAtMost } from "./files.js";
import type { VersionManifest } from "./version-form.js";

export const MANIFEST_FILE = "manifest.json";
/** Calibrations of some thousand points and a recipe are far below it. */
const MOST_BYTES = 8 * 2 ** 20;

const whole = Type.Integer({ minimum: 0 });
/** VersionManifest.files */
export const FILES_SCHEMA = Type.Record(
  Type.String(),
  Type.Object({ bytes: whole, sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) }),
);

/**
 * A version's manifest, of this schema and format.
 * @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID
 */
export async function readManifestFile<S extends TSchema>(
  folder: string,
  schema: S,
  format: number,
): Promise<Static<S> & { readonly version: string }> {
  const file = path.join(folder, MANIFEST_FILE);
  const bytes = await readAtMost(file, MOST_BYTES).catch((error: AttuneError) => {
    if (error.cause instanceof Error && "code" in error.cause && error.cause.code === "ENOENT")
      throw new AttuneError(
        "ATTUNE_MODEL_UNAVAILABLE",
        `there is no version ${path.basename(folder)} in ${path.dirname(folder)}`,
      );
    throw error;
  });
  const manifest = parse(bytes.toString("utf8"));
  if (isOfOtherFormat(manifest, format))
    throw invalid(file, `it is of format ${manifest.format}; this Attune reads ${format}`);
  if (!Value.Check(schema, manifest)) {
    const first = Value.Errors(schema, manifest).First();
    throw invalid(file, `${first?.path ?? ""} ${first?.message ?? "is no manifest"}`.trim());
  }
  const checked = manifest as Static<S> & { readonly version: string };
  if (checked.version !== path.basename(folder)) throw invalid(file, `it calls itself ${checked.version}`);
  return checked;
}

/** JSON has no word for a number that is none: written, it could not be read again. @throws AttuneError ATTUNE_MODEL_INVALID */
export function manifestText<M extends VersionManifest>(manifest: M): string {
  const finite = (key: string, value: unknown): unknown => {
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    throw invalid(`the manifest of ${manifest.version}`, `its ${key} is ${value}`);
  };
  return `${JSON.stringify(manifest, finite, 2)}\n`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOfOtherFormat(value: unknown, format: number): value is { format: number } {
  return (
    typeof value === "object" &&
    value !== null &&
    "format" in value &&
    typeof value.format === "number" &&
    value.format !== format
  );
}
