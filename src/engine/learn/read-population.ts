import { FEATURES } from "../../domain/arm-features.js";
import { AttuneError } from "../../domain/errors.js";
import type { Population } from "../../domain/population.js";
import { HOURS_OF_WEEK } from "../../domain/timing.js";
import { type HoursSnapshot, readHours } from "./hours-snapshot.js";

/** The snapshot as JSON: pairs are [sent, positive] and [sent, left]. Snapshots of before there were channels and hours have none. */
export interface Snapshot {
  readonly arms: Readonly<Record<string, readonly [sent: number, positive: number]>>;
  readonly channels?: Readonly<Record<string, readonly [sent: number, positive: number]>>;
  readonly hazards: Readonly<Record<string, readonly [sent: number, left: number]>>;
  readonly hours?: HoursSnapshot;
  readonly linear: Readonly<
    Record<
      string,
      { readonly weights: readonly number[]; readonly means: readonly number[]; readonly messages: number }
    >
  >;
  readonly rfm: Exclude<Population["rfm"], undefined> | null;
  readonly time: number;
  readonly version: string;
}

/** @throws AttuneError ATTUNE_POPULATION_UNREADABLE */
export function readPopulation(bytes: Uint8Array): Population {
  let snapshot: unknown;
  try {
    snapshot = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AttuneError("ATTUNE_POPULATION_UNREADABLE", "it is not JSON", { cause });
  }
  if (!isSnapshot(snapshot)) throw new AttuneError("ATTUNE_POPULATION_UNREADABLE", "it is no population snapshot");
  return {
    version: snapshot.version,
    time: snapshot.time,
    rfm: snapshot.rfm ?? undefined,
    arms: mapOf(snapshot.arms, ([sent, positive]) => ({ sent, positive })),
    channels: mapOf(snapshot.channels ?? {}, ([sent, positive]) => ({ sent, positive })),
    hours: readHours(snapshot.hours ?? {}),
    linear: mapOf(snapshot.linear, (model) => model),
    hazards: mapOf(snapshot.hazards, ([sent, left]) => ({ sent, left })),
  };
}

function mapOf<T, U>(record: Readonly<Record<string, T>>, of: (value: T) => U): ReadonlyMap<string, U> {
  return new Map(Object.entries(record).map(([key, value]) => [key, of(value)]));
}

function isSnapshot(value: unknown): value is Snapshot {
  return (
    isRecord(value) &&
    typeof value["version"] === "string" &&
    Number.isFinite(value["time"]) &&
    isRecordOf(value["arms"], isPair) &&
    isRecordOf(value["hazards"], isPair) &&
    isRecordOf(value["linear"], isModel) &&
    isRecordOf(value["channels"] ?? {}, isPair) &&
    isRecordOf(value["hours"] ?? {}, isHours) &&
    (value["rfm"] === null || isRfm(value["rfm"]))
  );
}

function isModel(value: unknown): boolean {
  return (
    isRecord(value) &&
    isNumbers(value["weights"], FEATURES.length) &&
    isNumbers(value["means"], FEATURES.length) &&
    Number.isFinite(value["messages"])
  );
}

function isHours(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((weights) => isNumbers(weights, HOURS_OF_WEEK));
}

function isRfm(value: unknown): boolean {
  return (
    isRecord(value) &&
    isNumbers(value["recency"], 4) &&
    isNumbers(value["frequency"], 4) &&
    isNumbers(value["monetary"], 4) &&
    Number.isFinite(value["people"])
  );
}

function isPair(value: unknown): boolean {
  return isNumbers(value, 2) && (value as number[]).every((count) => count >= 0);
}

function isNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every((number) => Number.isFinite(number));
}

function isRecordOf(value: unknown, is: (entry: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(is);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
