import path from "node:path";
import type { Candidate, Decision } from "../../domain/decision.js";
import { decodeDecision } from "../../domain/wire/outbound.js";
import type { ReplayedLog } from "../outcomes/index.js";
import { closing, type Exported, type ExportOptions } from "./exported.js";
import { type Column, ParquetFile } from "./parquet-file.js";
import { type People, personColumns } from "./people-numbers.js";

const STEP = 4_096;

/** Every decision that the log holds, a row each, and every candidate of each. @throws AttuneError ATTUNE_LOG_UNAVAILABLE */
export async function exportDecisions(
  log: ReplayedLog,
  { folder, people, signal, onProgress }: ExportOptions,
): Promise<Exported[]> {
  const decisions = new ParquetFile(path.join(folder, "decisions.parquet"), decisionColumns(people));
  const candidates = new ParquetFile(path.join(folder, "candidates.parquet"), CANDIDATE_COLUMNS);
  return closing([decisions, candidates], async () => {
    let read = 0;
    for (let partition = 0; partition < log.partitions; partition++) {
      for await (const { payload } of log.decisions(partition)) {
        const decision = decodeDecision(payload);
        if (decision === undefined) continue;
        decisions.add(decision);
        for (const candidate of decision.candidates) candidates.add({ decision, candidate });
        if (++read % STEP !== 0) continue;
        signal?.throwIfAborted();
        onProgress?.("decisions", read);
      }
    }
  });
}

function decisionColumns(people: People): Column<Decision>[] {
  return [
    { name: "id", type: "STRING", read: ({ id }) => id },
    ...personColumns<Decision>(people, ({ person }) => person),
    { name: "time", type: "TIMESTAMP", read: ({ time }) => time },
    { name: "occasion", type: "STRING", read: ({ occasion }) => occasion },
    { name: "outcome", type: "STRING", read: ({ outcome }) => outcome },
    { name: "reason", type: "STRING", read: ({ reason }) => reason },
    { name: "mode", type: "STRING", read: ({ mode }) => mode },
    { name: "winner", type: "STRING", read: ({ winner }) => winner },
    { name: "runner_up", type: "STRING", read: ({ runnerUp }) => runnerUp },
    { name: "margin", type: "DOUBLE", read: ({ margin }) => margin },
    { name: "selection_probability", type: "DOUBLE", read: ({ selectionProbability }) => selectionProbability },
    { name: "silence_probability", type: "DOUBLE", read: ({ silenceProbability }) => silenceProbability },
    { name: "message", type: "STRING", read: ({ message }) => message },
    { name: "until", type: "TIMESTAMP", read: ({ until }) => until },
    { name: "timed_by", type: "STRING", read: ({ timedBy }) => timedBy },
    { name: "time_mode", type: "STRING", read: ({ timing }) => timing?.mode },
    { name: "time_probability", type: "DOUBLE", read: ({ timing }) => timing?.probability },
    { name: "segments", type: "JSON", read: ({ segments }) => segments },
    { name: "variants", type: "JSON", read: ({ variants }) => variants },
    { name: "context_version", type: "STRING", read: ({ contextVersion }) => contextVersion },
    { name: "population", type: "STRING", read: ({ population }) => population },
    { name: "recommender", type: "STRING", read: ({ recommender }) => recommender },
    { name: "models", type: "JSON", read: ({ models }) => models },
    // What an occasion was about, and the id that the site gave the event, may tell who it was.
    ...(people.withKeys
      ? ([
          { name: "subject", type: "STRING", read: ({ subject }) => subject },
          { name: "cause", type: "STRING", read: ({ cause }) => cause },
        ] satisfies Column<Decision>[])
      : []),
  ];
}

interface Considered {
  readonly decision: Decision;
  readonly candidate: Candidate;
}

const CANDIDATE_COLUMNS: readonly Column<Considered>[] = [
  { name: "decision", type: "STRING", read: ({ decision }) => decision.id },
  { name: "time", type: "TIMESTAMP", read: ({ decision }) => decision.time },
  ...(["action", "treatment", "channel", "stage", "code", "detail", "model"] as const).map(
    (name): Column<Considered> => ({ name, type: "STRING", read: ({ candidate }) => candidate[name] }),
  ),
  { name: "step", type: "INT32", read: ({ candidate }) => candidate.step ?? 0 },
  ...(["p", "c", "v", "l", "priority", "relevance", "cost", "score", "evidence", "probability"] as const).map(
    (name): Column<Considered> => ({ name, type: "DOUBLE", read: ({ candidate }) => candidate[name] }),
  ),
];
