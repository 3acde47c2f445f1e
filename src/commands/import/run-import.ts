import { createHash } from "node:crypto";
import path from "node:path";
import { AttuneError } from "../../domain/errors.js";
import type { EventLog } from "../../ports/event-log.js";
import type { Progress } from "../progress.js";
import { hashFile, readLines } from "./input-lines.js";
import type { Preset } from "./preset.js";
import { rowEntry } from "./row-entry.js";
import { RowSender } from "./send-rows.js";
import { type ImportRow, openTimeline, type Timeline } from "./timeline.js";

export interface ImportOptions {
  readonly file: string;
  readonly preset: Preset;
  /** undefined: as fast as the log takes it. Else: in real time times this factor, with the times moved so that the last one is at the end. */
  readonly factor: number | undefined;
  readonly isHistory: boolean;
  readonly isSorted: boolean;
  readonly limit: number;
  readonly startProgress: (total: number | undefined) => Progress;
  /** Looked at between rows: ends early, cleanly. */
  readonly isStopped: () => boolean;
}

/** read = accepted + rejected; duplicates are those of both that the log held already. */
export interface ImportResult {
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly seconds: number;
}

/** A paced import sends what is due this often. */
const TICK_MS = 20;

export async function runImport(log: EventLog, options: ImportOptions): Promise<ImportResult> {
  const started = performance.now();
  const { file, preset, factor, isHistory } = options;
  const prefix = idPrefix(await hashFile(file), preset, isHistory, factor);
  const timeline = await openTimeline(readLines(file, preset.isQuoted), preset, {
    prefix,
    limit: options.limit,
    isSorted: options.isSorted,
  });
  const now = Date.now();
  const pace = factor === undefined ? undefined : createPace(timeline, factor, now);
  const row = {
    fileName: path.basename(file),
    source: `import-${preset.name}`,
    partitions: log.partitions,
    isHistory,
    now,
    shift: pace?.shift ?? 0,
  };

  const sender = new RowSender(log);
  const progress = options.startProgress(timeline.total);
  const counts = { read: 0, accepted: 0, rejected: 0 };
  try {
    for await (const each of timeline.rows()) {
      if (options.isStopped()) break;
      for (let wait = pace?.waitFor(each) ?? 0; wait > 0; wait = options.isStopped() ? 0 : (pace?.waitFor(each) ?? 0)) {
        await sender.flush();
        await new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(wait, TICK_MS), 500)));
      }
      const { entry, isAccepted } = rowEntry(each, row);
      sender.add(entry);
      counts.read++;
      counts[isAccepted ? "accepted" : "rejected"]++;
      if (sender.isFull) {
        await sender.send();
        progress.update(counts.read);
      }
    }
    await sender.flush();
    progress.update(counts.read);
  } finally {
    progress.stop();
  }
  return { ...counts, duplicates: sender.duplicates, seconds: Math.round(performance.now() - started) / 1_000 };
}

/** Of the file's content and of everything else that decides what the rows become. */
function idPrefix(fileHash: string, preset: Preset, isHistory: boolean, factor: number | undefined): string {
  // A paced import moves the times: each run is another one.
  const run = factor === undefined ? "" : String(Date.now());
  const text = JSON.stringify([fileHash, preset.signature, isHistory, run]);
  return `i${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}

interface Pace {
  readonly shift: number;
  /** ms until the row is due; 0 or less: now. */
  waitFor(row: ImportRow): number;
}

function createPace(timeline: Timeline, factor: number, now: number): Pace {
  const { span } = timeline;
  if (span === undefined)
    throw new AttuneError("ATTUNE_USAGE", "--speed <factor> needs the whole file's span of time: leave --sorted out");
  // The last row is due, and says that it happened, at the end of the replay: no event lies in the future.
  const shift = now + (span.last - span.first) / factor - span.last;
  return {
    shift: Math.round(shift),
    waitFor: ({ read }) =>
      read.ok && read.time !== undefined ? now + (read.time - span.first) / factor - Date.now() : 0,
  };
}
