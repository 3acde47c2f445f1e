import { AttuneError } from "../../domain/errors.js";
import type { ConditionalWrites } from "./conditional-writes.js";
import { openTable, type Environment } from "./environment.js";
import { allStreams, emptyHead, encodeHead, LAYOUT, MAX_PARTITIONS, streamKey, type LogTables } from "./log-layout.js";

const ABOUT = Buffer.from("about");
const DEFAULT_PARTITIONS = 16;

/** What a log was created with; JSON, so that any later version can read it. */
interface About {
  readonly layout: number;
  readonly partitions: number;
}

/**
 * Opens the tables, and creates them with their streams when the log is new. Of several that create it at once, one does.
 * @throws AttuneError ATTUNE_LOG_PARTITIONS | ATTUNE_LOG_VERSION
 */
export async function openLogTables(
  environment: Environment,
  writes: ConditionalWrites,
  wanted: number | undefined,
): Promise<{ tables: LogTables; partitions: number }> {
  const about = openTable(environment, "about", "versioned");
  const stored = readAbout(about.get(ABOUT));
  if (stored !== undefined) check(stored, wanted);
  const tables: LogTables = {
    environment,
    about,
    heads: openTable(environment, "heads", "versioned"),
    records: openTable(environment, "records", "plain"),
    ids: openTable(environment, "ids", "plain"),
    context: openTable(environment, "context", "versioned"),
  };
  if (stored !== undefined) {
    for (const stream of allStreams(stored.partitions)) await addStream(tables, writes, stored.partitions, stream);
    environment.resetReadTxn();
    return { tables, partitions: stored.partitions };
  }
  await create(tables, writes, wanted ?? DEFAULT_PARTITIONS);
  environment.resetReadTxn();
  const created = readAbout(about.get(ABOUT));
  if (created === undefined) throw new AttuneError("ATTUNE_LOG_UNAVAILABLE", "the log can't be created");
  check(created, wanted);
  return { tables, partitions: created.partitions };
}

async function create(tables: LogTables, writes: ConditionalWrites, partitions: number): Promise<void> {
  if (!(Number.isInteger(partitions) && partitions >= 1 && partitions <= MAX_PARTITIONS)) {
    throw new AttuneError("ATTUNE_LOG_PARTITIONS", `a log has 1 to ${MAX_PARTITIONS} partitions, not ${partitions}`);
  }
  const about: About = { layout: LAYOUT, partitions };
  const head = encodeHead(emptyHead(partitions));
  await writes.submit("about", () => ({
    table: tables.about,
    key: ABOUT,
    version: 0,
    writes: [
      { table: tables.about, key: ABOUT, value: Buffer.from(JSON.stringify(about)), version: 1 },
      ...allStreams(partitions).map((stream) => ({
        table: tables.heads,
        key: streamKey(stream),
        value: head,
        version: 1,
      })),
    ],
  }));
}

/** A topic that came after the log was made. An older Attune doesn't see its stream. */
async function addStream(
  tables: LogTables,
  writes: ConditionalWrites,
  partitions: number,
  stream: number,
): Promise<void> {
  const key = streamKey(stream);
  if (tables.heads.doesExist(key)) return;
  const value = encodeHead(emptyHead(partitions));
  const add = { table: tables.heads, key, value, version: 1 };
  await writes.submit(`stream ${stream}`, () => ({ table: tables.heads, key, version: 0, writes: [add] }));
}

function readAbout(value: Buffer | undefined): About | undefined {
  return value === undefined ? undefined : (JSON.parse(value.toString("utf8")) as About);
}

function check(stored: About, wanted: number | undefined): void {
  if (stored.layout !== LAYOUT) {
    throw new AttuneError(
      "ATTUNE_LOG_VERSION",
      `the log has layout ${stored.layout}; this version reads layout ${LAYOUT}`,
    );
  }
  if (wanted !== undefined && stored.partitions !== wanted) {
    throw new AttuneError(
      "ATTUNE_LOG_PARTITIONS",
      `the log was created with ${stored.partitions} partitions, not ${wanted}`,
    );
  }
}
