import { mkdirSync } from "node:fs";
import { open, type Database, type RootDatabase } from "lmdb";
import { AttuneError, type ErrorCode } from "../../domain/errors.js";

/** A named database of an environment: bytes to bytes, keys in byte order. */
export type Table = Database<Buffer, Buffer>;
export type Environment = RootDatabase<Buffer, Buffer>;

const BINARY = { encoding: "binary", keyEncoding: "binary" } as const;
const MAX_TABLES = 12;
/** Address space, not memory or disk: the file grows as it is filled. Fixed, so that no process has to map anew while others read. */
const MAP_BYTES = 2 ** 40;
/**
 * Never start a transaction before all of its instructions are written: the native writer would wait for the rest with the write
 * lock held, for ever if the thread is terminated meanwhile.
 */
const WHOLE_BATCHES_ONLY = 1e12;

/**
 * When a commit is told, and what a power loss can do. (kill -9 of any process loses nothing in any of them.)
 * - "each": the disk has the commit; a power loss takes nothing back.
 * - "ordered": the disk has its data and all earlier commits; a power loss may take back the last commit, as a whole.
 * - "never": the operating system has it and writes it when it likes; a power loss may damage the file.
 *
 * Not offered: LMDB-js' overlapping flushes. A process that is killed while it flushes leaves a lock there whose recovery makes other
 * processes fail for good (MDB_PANIC; seen with lmdb 3.5.6 under kill -9).
 */
export type Flush = "each" | "ordered" | "never";

/**
 * Opens an LMDB environment that other threads and processes may have open at the same time. Within a process, the first to open a
 * folder decides on the flush.
 * @throws AttuneError `unavailable` when the folder can't be used
 */
export function openEnvironment(folder: string, flush: Flush, unavailable: ErrorCode): Environment {
  const options = {
    path: folder,
    noSubdir: false,
    maxDbs: MAX_TABLES,
    maxReaders: 510,
    eventTurnBatching: true,
    batchStartThreshold: WHOLE_BATCHES_ONLY,
    overlappingSync: false,
    ...(flush === "never" ? { noSync: true } : {}),
    ...(flush === "ordered" ? { noMetaSync: true } : {}),
    ...(process.platform === "win32" ? {} : { mapSize: MAP_BYTES }),
    ...BINARY,
  };
  try {
    mkdirSync(folder, { recursive: true });
    return open<Buffer, Buffer>(options);
  } catch (error) {
    throw new AttuneError(unavailable, `the folder ${folder} can't be opened: ${String(error)}`, { cause: error });
  }
}

/** A table whose entries carry a version, for conditional writes, or a plain one. */
export function openTable(environment: Environment, name: string, versions: "versioned" | "plain"): Table {
  return environment.openDB<Buffer, Buffer>({ name, useVersions: versions === "versioned", ...BINARY });
}
