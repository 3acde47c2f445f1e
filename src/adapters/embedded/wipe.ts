import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "./environment.js";

const DATA_FILE = "data.mdb";
/** A multiple of every page size. */
const WINDOW_BYTES = 4 * 1024 * 1024;
/** Enough of a record to find it by: its flags, stored time, partition, digest and lengths. */
const NEEDLE_BYTES = 33;
const PASSES = 3;
/** Places overwritten in one transaction, so that others wait only briefly. */
const SLICE = 256;

/** A copy of a removed value, or the gap of a leaf page (value undefined). */
interface Place {
  readonly at: number;
  readonly value: Buffer | undefined;
}

/**
 * Overwrites with zeros what is left in the environment's file of a person's records that no table holds any more.
 *
 * LMDB never writes over a page in use, so whole copies stay in pages that were freed: a copy is found by its first bytes, which hold
 * a microsecond and a 128-bit digest, and is wiped where all of its bytes agree. Within a page, moving nodes leaves pieces of them in
 * the gap between the page's pointers and its nodes, which nobody reads: the gaps of all leaf pages are cleared.
 *
 * The file is searched without a lock; the places are looked at again and overwritten while no transaction can run, so that a page
 * that was taken into use meanwhile is left alone. Only a reader of an old snapshot can still look at a wiped copy; it finds zeros.
 */
export async function wipe(
  environment: Environment,
  folder: string,
  person: string,
  values: readonly Buffer[],
): Promise<void> {
  const path = join(folder, DATA_FILE);
  const { pageSize } = environment.getStats() as { pageSize: number };
  for (let pass = 0; pass < PASSES; pass++) {
    const places = await findPlaces(path, pageSize, person, values);
    if (places.length === 0) return;
    for (let from = 0; from < places.length; from += SLICE) {
      environment.transactionSync(() => overwrite(path, pageSize, places.slice(from, from + SLICE)));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

async function findPlaces(path: string, pageSize: number, token: string, values: readonly Buffer[]): Promise<Place[]> {
  const places: Place[] = [];
  const person = Buffer.from(token, "latin1");
  const byNeedle = new Map(values.map((value) => [value.toString("latin1", 0, NEEDLE_BYTES), value]));
  const longest = values.reduce((most, value) => Math.max(most, value.length), 0);
  const file = await open(path, "r");
  try {
    const window = Buffer.allocUnsafe(WINDOW_BYTES + longest);
    for (let start = 0; ; start += WINDOW_BYTES) {
      const { bytesRead } = await file.read(window, 0, window.length, start);
      if (bytesRead === 0) return places;
      const part = window.subarray(0, bytesRead);
      places.push(...copiesIn(part, start, person, byNeedle));
      for (let at = 0; at + pageSize <= Math.min(bytesRead, WINDOW_BYTES); at += pageSize) {
        const gap = gapOf(part.subarray(at, at + pageSize), (start + at) / pageSize);
        if (gap !== undefined && !isZero(gap)) places.push({ at: start + at, value: undefined });
      }
    }
  } finally {
    await file.close();
  }
}

/** Every record names its person right behind its fixed part, so one search finds the records of all values. */
function copiesIn(part: Buffer, start: number, person: Buffer, byNeedle: ReadonlyMap<string, Buffer>): Place[] {
  const places: Place[] = [];
  for (let found = part.indexOf(person); found >= 0; found = part.indexOf(person, found + 1)) {
    const at = found - NEEDLE_BYTES;
    if (at < 0 || at >= WINDOW_BYTES) continue;
    const value = byNeedle.get(part.toString("latin1", at, found));
    if (value !== undefined && part.subarray(at, at + value.length).equals(value))
      places.push({ at: start + at, value });
  }
  return places;
}

function overwrite(path: string, pageSize: number, places: readonly Place[]): void {
  const file = openSync(path, "r+");
  try {
    for (const { at, value } of places) {
      const now = Buffer.alloc(value?.length ?? pageSize);
      readSync(file, now, 0, now.length, at);
      if (value === undefined) gapOf(now, at / pageSize)?.fill(0);
      else if (now.equals(value)) now.fill(0);
      else continue;
      writeSync(file, now, 0, now.length, at);
    }
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

/*
 * LMDB's page header (mdb.c, MDB_page_header): number (8), transaction (8), pad (2), flags (2), lower (2), upper (2); lower and upper
 * bound the gap and count from the header's end.
 */
const HEADER_BYTES = 24;
const AT_FLAGS = 18;
const AT_LOWER = 20;
const AT_UPPER = 22;
const LEAF = 2;
/** As long as the largest page. */
const ZEROS = Buffer.alloc(65_536);

/** The unused middle of a leaf page; undefined when the bytes are no leaf page. */
function gapOf(page: Buffer, number: number): Buffer | undefined {
  if (Number(page.readBigUInt64LE(0)) !== number || page.readUInt16LE(AT_FLAGS) !== LEAF) return undefined;
  const lower = HEADER_BYTES + page.readUInt16LE(AT_LOWER);
  const upper = HEADER_BYTES + page.readUInt16LE(AT_UPPER);
  return lower <= upper && upper <= page.length ? page.subarray(lower, upper) : undefined;
}

function isZero(bytes: Buffer): boolean {
  return bytes.equals(ZEROS.subarray(0, bytes.length));
}
