import path from "node:path";
import type { EngineContext } from "../../domain/context.js";
import { type MessageOutcome, messageOutcomes, type ReplayedLog } from "../outcomes/index.js";
import { closing, type Exported, type ExportOptions } from "./exported.js";
import { type Column, ParquetFile } from "./parquet-file.js";
import { type People, personColumns } from "./people-numbers.js";

export interface OutcomesOptions extends ExportOptions {
  /** How long after a message something counts as having come of it, ms. */
  readonly withinMs: number;
}

/** Every message that the log's decisions sent, and what came of it, by replay. @throws AttuneError ATTUNE_LOG_UNAVAILABLE */
export async function exportOutcomes(
  log: ReplayedLog,
  context: EngineContext,
  options: OutcomesOptions,
): Promise<Exported[]> {
  const { folder, people, withinMs, signal, onProgress } = options;
  const file = new ParquetFile(path.join(folder, "outcomes.parquet"), outcomeColumns(people));
  let events = 0;
  return closing([file], async () => {
    const reading = { withinMs, signal, onProgress: (more: number) => onProgress?.("events", (events += more)) };
    for await (const outcome of messageOutcomes(log, context, reading)) file.add(outcome);
  });
}

function outcomeColumns(people: People): Column<MessageOutcome>[] {
  return [
    { name: "message", type: "STRING", read: ({ message }) => message },
    { name: "decision", type: "STRING", read: ({ decision }) => decision },
    ...personColumns<MessageOutcome>(people, ({ person }) => person),
    { name: "time", type: "TIMESTAMP", read: ({ time }) => time },
    ...(["occasion", "channel", "action", "treatment"] as const).map(
      (name): Column<MessageOutcome> => ({ name, type: "STRING", read: (of) => of[name] }),
    ),
    ...(["opened", "clicked", "goal", "left"] as const).flatMap((name): Column<MessageOutcome>[] => [
      { name, type: "BOOLEAN", read: (of) => of[name] },
      { name: `${name}_at`, type: "TIMESTAMP", read: ({ times }) => times[name] },
    ]),
    { name: "orders", type: "INT32", read: ({ ordersWithin }) => ordersWithin },
    { name: "revenue", type: "DOUBLE", read: ({ revenueWithin }) => revenueWithin },
    { name: "undelivered", type: "STRING", read: ({ undelivered }) => undelivered },
    { name: "is_whole", type: "BOOLEAN", read: ({ isWhole }) => isWhole },
  ];
}
