import type { EngineContext } from "../domain/context.js";
import { FUNNEL, LIFECYCLES } from "../domain/policy.js";
import { RfmMatrix, type RfmQuintiles, rfmScoresOf } from "../domain/rfm.js";
import type { Engine } from "../domain/step.js";
import type { Profile } from "../engine/index.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { mergeStatistics } from "../worker/statistics.js";
import { underPopulation } from "./population-in-force.js";
import { storedProfiles } from "./stored-profiles.js";

export interface SegmentCounts {
  /** People by segment, in the order of the configuration; those that it no longer has come last. */
  readonly segments: Readonly<Record<string, number>>;
  readonly lifecycle: Readonly<Record<string, number>>;
}

export interface RfmPicture {
  /** Customers by recency (rows) and frequency (columns), 1 to 5 each. */
  readonly matrix: readonly (readonly number[])[];
  readonly customers: number;
  readonly quintiles: RfmQuintiles;
  /** Where the quintiles are from: the population snapshot in force, or the configuration as long as there is none. */
  readonly from: "population" | "configuration";
}

/** What the partitions count live, with their offsets: no profile is read. */
export async function countSegments(
  log: Pick<EventLog, "partitions">,
  state: Pick<StateStore, "loadStatistics">,
  context: EngineContext,
): Promise<SegmentCounts> {
  const statistics = mergeStatistics(await allStatistics(log, state));
  const counted = statistics.get("segments") ?? new Map<string, number>();
  const configured = context.segments.map(({ id }) => id);
  const former = [...counted.keys()].filter((id) => !configured.includes(id));
  const stages = statistics.get("lifecycle");
  return {
    segments: Object.fromEntries([...configured, ...former].map((id) => [id, counted.get(id) ?? 0])),
    lifecycle: Object.fromEntries(LIFECYCLES.map((stage) => [stage, stages?.get(stage) ?? 0])),
  };
}

export interface Picture {
  readonly funnel: Readonly<Record<string, number>>;
  readonly rfm: RfmPicture;
}

/** What only a look through all profiles shows: where people are on the way to an order, and the RFM matrix as of a time, ms. */
export async function pictureOf(
  log: Pick<EventLog, "partitions">,
  state: Pick<StateStore, "loadStatistics" | "scanProfiles">,
  engine: Pick<Engine<Profile>, "decode">,
  base: EngineContext,
  time: number,
  onProgress: (profiles: number) => void = () => {},
): Promise<Picture> {
  const [first = new Map<string, Uint8Array>()] = await allStatistics(log, state);
  const { population, lifecycle } = underPopulation(base, first);
  const quintiles = population.rfm ?? lifecycle.rfm;
  const funnel = new Map<string, number>(FUNNEL.map((stage) => [stage, 0]));
  const matrix = new RfmMatrix();
  for await (const [, profile] of storedProfiles(state, log.partitions, engine)) {
    const stage = profile.read("standing").funnel;
    funnel.set(stage, (funnel.get(stage) ?? 0) + 1);
    matrix.add(rfmScoresOf(profile.read("activity"), time, quintiles));
    onProgress(1);
  }
  const { recency, frequency, monetary } = quintiles;
  return {
    funnel: Object.fromEntries(funnel),
    rfm: {
      matrix: matrix.counts,
      customers: matrix.customers,
      quintiles: { recency, frequency, monetary },
      from: population.rfm === undefined ? "configuration" : "population",
    },
  };
}

function allStatistics(
  log: Pick<EventLog, "partitions">,
  state: Pick<StateStore, "loadStatistics">,
): Promise<ReadonlyMap<string, Uint8Array>[]> {
  return Promise.all(Array.from({ length: log.partitions }, (_, partition) => state.loadStatistics(partition)));
}
