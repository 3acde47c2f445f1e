import path from "node:path";
import type { EngineContext } from "../../domain/context.js";
import { createEngine } from "../../engine/index.js";
import {
  type FeatureTable,
  INTENT_FEATURES,
  type IntentMoment,
  PROPENSITY_FEATURES,
  type PropensityMoment,
  readRow,
} from "../../models/features.js";
import type { ReplayedLog } from "../outcomes/index.js";
import { shadowed } from "../rows/shadowed.js";
import { closing, type Exported, type ExportOptions } from "./exported.js";
import { type Column, ParquetFile } from "./parquet-file.js";
import { type People, personColumns } from "./people-numbers.js";

/**
 * What models would have read, by replay: after every event what the intent model would, and of every option that was weighed what the propensity model
 * would, as they would live.
 * @throws AttuneError ATTUNE_LOG_UNAVAILABLE
 */
export async function exportFeatures(
  log: ReplayedLog,
  context: EngineContext,
  options: ExportOptions,
): Promise<Exported[]> {
  const { folder, people, signal, onProgress } = options;
  const intent = new ParquetFile(path.join(folder, "intent-features.parquet"), intentColumns(people));
  const propensity = new ParquetFile(path.join(folder, "propensity-features.parquet"), propensityColumns(people));
  const engine = shadowed(createEngine(context), context.scoring, {
    intent: (of) => intent.add({ of, row: rowOf(INTENT_FEATURES, of) }),
    propensity(options, moment) {
      for (const scored of options) {
        const of = { ...moment, scored };
        propensity.add({ of, row: rowOf(PROPENSITY_FEATURES, of) });
      }
    },
  });
  let events = 0;
  return closing([intent, propensity], async () => {
    for (let partition = 0; partition < log.partitions; partition++) {
      await log.replay(partition, engine, (more) => {
        signal?.throwIfAborted();
        onProgress?.("events", (events += more));
      });
    }
  });
}

/** One moment, and what a model would have read of it. */
interface Read<T> {
  readonly of: T;
  readonly row: Float32Array;
}

function rowOf<T>(features: FeatureTable<T>, of: T): Float32Array {
  const row = new Float32Array(features.length);
  readRow(features, of, row);
  return row;
}

function intentColumns(people: People): Column<Read<IntentMoment>>[] {
  return [
    ...personColumns<Read<IntentMoment>>(people, ({ of }) => of.draft.person),
    { name: "time", type: "TIMESTAMP", read: ({ of }) => of.draft.read("activity").clock },
    // For labels: the visit that it belongs to, and whether it is an order.
    { name: "visit", type: "TIMESTAMP", read: ({ of }) => of.draft.read("activity").sessionStart },
    { name: "event", type: "STRING", read: ({ of: { event } }) => (event.type === "track" ? event.name : event.type) },
    ...featureColumns<IntentMoment>(INTENT_FEATURES),
  ];
}

function propensityColumns(people: People): Column<Read<PropensityMoment>>[] {
  return [
    ...personColumns<Read<PropensityMoment>>(people, ({ of }) => of.draft.person),
    { name: "time", type: "TIMESTAMP", read: ({ of }) => of.moment.time },
    { name: "occasion", type: "STRING", read: ({ of }) => of.moment.occasion },
    { name: "action", type: "STRING", read: ({ of }) => of.scored.option.action.id },
    { name: "treatment", type: "STRING", read: ({ of }) => of.scored.option.treatment.id },
    { name: "channel", type: "STRING", read: ({ of }) => of.scored.option.treatment.channel },
    ...featureColumns<PropensityMoment>(PROPENSITY_FEATURES),
  ];
}

/** Named apart from the columns in front of them. */
function featureColumns<T>(features: FeatureTable<T>): Column<Read<T>>[] {
  return features.map(({ name }, at) => ({ name: `feature_${name}`, type: "FLOAT", read: ({ row }) => row[at] }));
}
