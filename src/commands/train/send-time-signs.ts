import path from "node:path";
import { readTopic } from "../../app/read-topic.js";
import type { Configuration } from "../../config/index.js";
import type { Signs } from "../../training/send-time/signs.js";
import { signsFile } from "../evaluate/source.js";
import { grouped, note } from "../report.js";
import { withLog } from "../servers.js";

export const SIGN_KINDS = ["open", "click", "session", "purchase"] as const;

/** Where signs of attention come from. */
export interface SignsOptions {
  /** "log" or a file. */
  readonly from: string;
  readonly until?: number;
  readonly kind: (typeof SIGN_KINDS)[number];
  readonly columns?: string;
  readonly delimiter?: string;
}

/** Signs of attention of the log or of a file, with progress. @throws AttuneError ATTUNE_INPUT_EMPTY | ATTUNE_INPUT_UNREADABLE | ATTUNE_LOG_UNAVAILABLE */
export async function readSendTimeSigns(
  { from, kind, until, columns, delimiter }: SignsOptions,
  configuration: Configuration,
  zone: string,
  how: { readonly onProgress: (phase: string, done: number, total: number) => void; readonly signal: AbortSignal },
): Promise<{ readonly signs: Signs; readonly source: string }> {
  const training = await import("../../training/send-time/index.js");
  const reading = {
    signal: how.signal,
    until,
    onProgress: (done: number, total: number): void => how.onProgress("reading", done, total),
  };
  const { found, source } = await (from === "log"
    ? withLog(configuration, async (log) => {
        const records = (partition: number) => readTopic(log, "events", partition);
        return { found: await training.readLogSigns({ log, records }, kind, zone, reading), source: log.description };
      })
    : (async () => {
        const place = signsFile({
          data: from,
          ...(columns === undefined ? {} : { columns }),
          ...(delimiter === undefined ? {} : { delimiter }),
        });
        const named = place.columns === undefined ? undefined : training.parseColumns(place.columns);
        const form = { columns: named, delimiter: place.delimiter, zone };
        return { found: await training.readSigns(place.file, form, reading), source: path.basename(place.file) };
      })());
  const { signs, read, ignored, rejected } = found;
  note(
    `${grouped(read)} read: ${grouped(signs.count)} signs of ${grouped(signs.people.length)} people; ${grouped(ignored)} are none, ${grouped(rejected)} unreadable`,
  );
  return { signs, source };
}
