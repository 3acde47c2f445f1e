import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { isAttuneError } from "../../domain/errors.js";
import { writeAtomically } from "../atomic-file.js";
import { type FileFacts, invalid, readColumn, writeColumn } from "../npy.js";
import { readCheckedJson, writeFacts } from "../versions/files.js";
import { MANIFEST_FILE, manifestText } from "../versions/manifest-file.js";
import type { Findings } from "../versions/version-form.js";
import { cardOf } from "./card.js";
import { checkSizes } from "./check-model.js";
import {
  columnsOf,
  readOwners,
  readSessions,
  readTables,
  type ReadColumn,
  SESSION_FILES,
  sessionColumns,
  type ShapedColumn,
} from "./columns.js";
import type { Manifest } from "./manifest.js";
import type { RecommenderModel, ServingRecipe } from "./model.js";
import { withoutOwner } from "./owners.js";
import { readManifest } from "./read-manifest.js";

/** The folder of one version: manifest.json names every file that counts, with its size and hash; CARD.md and report.html are for people. */

const IDS_FILE = "items.json";
const SERVING_FILE = "serving.json";
const CARD_FILE = "CARD.md";
const REPORT_FILE = "report.html";

/** All files of a version, into an empty folder. */
export async function writeVersion(folder: string, model: RecommenderModel, { report }: Findings): Promise<void> {
  const files: Record<string, FileFacts> = {
    [IDS_FILE]: await writeFacts(path.join(folder, IDS_FILE), JSON.stringify(model.itemIds)),
    [SERVING_FILE]: await writeFacts(path.join(folder, SERVING_FILE), JSON.stringify(model.serving, undefined, 2)),
  };
  for (const [name, { column, shape }] of columnsOf(model))
    files[`${name}.npy`] = await writeColumn(path.join(folder, `${name}.npy`), column, shape);
  const manifest: Manifest = { ...model.manifest, files };
  await writeFacts(path.join(folder, CARD_FILE), cardOf(manifest, model.serving));
  if (report !== undefined) await writeFacts(path.join(folder, REPORT_FILE), report);
  await writeFacts(path.join(folder, MANIFEST_FILE), manifestText(manifest));
}

/** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
export async function readVersion(folder: string): Promise<RecommenderModel> {
  const manifest = await readManifest(folder);
  const itemIds = await readCheckedJson(folder, IDS_FILE, manifest.files[IDS_FILE]);
  if (!Array.isArray(itemIds) || !itemIds.every((id) => typeof id === "string"))
    throw invalid(path.join(folder, IDS_FILE), "it is no list of ids");
  const serving = (await readCheckedJson(folder, SERVING_FILE, manifest.files[SERVING_FILE])) as ServingRecipe;
  const tables = await readTables(columnReader(folder, manifest));
  const model: RecommenderModel = { manifest, itemIds, dimension: manifest.dimension, serving, ...tables };
  checkSizes(model);
  return model;
}

/**
 * Empties the session rows of one owner; returns how many there were. New files lie beside the old ones until the manifest names them: a crash
 * leaves the old version or the new one, and the next erasure clears away what neither needs.
 */
export async function eraseFromVersion(folder: string, owner: number): Promise<number> {
  const manifest = await readManifest(folder);
  await clearAway(folder, manifest);
  const read = columnReader(folder, manifest);
  // Most people are in few versions: one column says so.
  if (!(await readOwners(read)).includes(owner)) return 0;
  const { table, rows } = withoutOwner(await readSessions(read), owner);
  const erasedSessions = manifest.erasedSessions + rows;
  const columns = sessionColumns(table);
  const isOld = (file: string): boolean => columns.some(([name]) => nameOf(file) === name);
  const old = Object.keys(manifest.files).filter(isOld);
  const files = Object.fromEntries(Object.entries(manifest.files).filter(([file]) => !isOld(file)));
  for (const [name, { column, shape }] of columns) {
    const file = `${name}.e${erasedSessions}.npy`;
    files[file] = await writeColumn(path.join(folder, file), column, shape);
  }
  await writeAtomically(path.join(folder, MANIFEST_FILE), manifestText({ ...manifest, erasedSessions, files }));
  for (const file of old) await rm(path.join(folder, file), { force: true });
  return rows;
}

/** Whether reading failed for what a version's files hold; else it may go well the next time (no rights, too many files open). */
export function isUnreadable(error: unknown): boolean {
  if (!isAttuneError(error, "ATTUNE_MODEL_INVALID") && !isAttuneError(error, "ATTUNE_MODEL_UNAVAILABLE")) return false;
  const { cause } = error;
  return !(cause instanceof Error && "code" in cause) || cause.code === "ENOENT";
}

/** Takes all sessions out of a version that can't be read: nobody can say any more which rows are whose. Returns whether there were any. */
export async function dropSessions(folder: string): Promise<boolean> {
  const files = (await readdir(folder)).filter((file) => file.startsWith(SESSION_FILES) && file.endsWith(".npy"));
  for (const file of files) await rm(path.join(folder, file), { force: true });
  return files.length > 0;
}

/** Columns that the manifest doesn't name: an erasure was cut off. */
async function clearAway(folder: string, { files }: Manifest): Promise<void> {
  const stray = (await readdir(folder)).filter((file) => file.endsWith(".npy") && files[file] === undefined);
  for (const file of stray) await rm(path.join(folder, file), { force: true });
}

function columnReader(folder: string, { files }: Manifest): ReadColumn {
  const byName = new Map(Object.entries(files).map(([file, facts]) => [nameOf(file), { file, facts }]));
  return (name): Promise<ShapedColumn> => {
    const found = byName.get(name);
    if (found === undefined) throw invalid(path.join(folder, MANIFEST_FILE), `it names no file of ${name}`);
    return readColumn(safePath(folder, found.file), found.facts);
  };
}

/** "sessions.items.npy" and "sessions.items.e3.npy" hold the same column, before and after an erasure. */
function nameOf(file: string): string {
  return file.replace(/(?:\.e\d+)?\.npy$/, "");
}

/** A manifest is a file like any other: it can't name one outside its folder. */
function safePath(folder: string, file: string): string {
  if (path.basename(file) !== file) throw invalid(path.join(folder, MANIFEST_FILE), `"${file}" is no file's name`);
  return path.join(folder, file);
}
