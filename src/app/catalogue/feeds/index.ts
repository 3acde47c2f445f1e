import type { ColumnMapping } from "./columns.js";
import type { FeedFormat, FeedRow } from "./feed.js";

export { type ColumnMapping, FEED_FIELDS, parseColumns } from "./columns.js";
export { FEED_FORMATS, type FeedFormat, type FeedRow } from "./feed.js";

export interface FeedOptions {
  readonly format: FeedFormat;
  readonly columns: ColumnMapping | undefined;
  /** CSV. */
  readonly delimiter: string;
  /** ms since the epoch: which sales are on. */
  readonly now: number;
}

/** A file of items, row by row; only its format's reader is loaded. @throws AttuneError ATTUNE_INPUT_UNREADABLE | ATTUNE_USAGE */
export async function* readFeed(
  file: string,
  { format, columns, delimiter, now }: FeedOptions,
): AsyncGenerator<FeedRow> {
  switch (format) {
    case "csv":
      return yield* (await import("./csv-feed.js")).readCsv(file, { columns, delimiter });
    case "ndjson":
      return yield* (await import("./ndjson-feed.js")).readNdjson(file, columns);
    case "parquet":
      return yield* (await import("./parquet-feed.js")).readParquet(file, columns);
    case "google":
      return yield* (await import("./google-feed.js")).readGoogle(file, now);
  }
}

/** By the file's name; undefined where it says nothing. */
export function formatOf(file: string): FeedFormat | undefined {
  const name = file.toLowerCase().replace(/\.gz$/, "");
  if (name.endsWith(".csv")) return "csv";
  if (/\.(?:ndjson|jsonl)$/.test(name)) return "ndjson";
  if (name.endsWith(".parquet")) return "parquet";
  return /\.(?:xml|rss|atom|tsv)$/.test(name) ? "google" : undefined;
}
