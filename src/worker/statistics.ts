import type { Statistics } from "../domain/population.js";
import { isPopularity, MOST_KEYS } from "../domain/popularity.js";
import { type ModelVersions, SCORING_MODELS, type ScoringPin } from "../domain/scoring.js";
import type { ServingPin } from "../domain/serving.js";
import type { PartitionView } from "../domain/step.js";
import type { StateStore } from "../ports/state-store.js";

/** Groups that hold no numbers but what is in force: the population snapshot, as it came, ... */
export const CONTEXT_GROUP = "context";
/** ... and as JSON the pins that could be resolved: what recommendations are made of, and what scores. */
export const SERVING_GROUP = "serving";
export const SCORING_GROUP = "scoring";

const IN_FORCE: ReadonlySet<string> = new Set([CONTEXT_GROUP, SERVING_GROUP, SCORING_GROUP]);

type Stored = ReadonlyMap<string, Uint8Array>;

/**
 * A partition's additive numbers, by group and key, committed with its offset: what a step may see of its partition, and what partitions
 * add up to. A group is written when it changed, in a form that equal numbers give equal bytes of; a number that becomes 0 is dropped.
 */
export class PartitionStatistics implements PartitionView {
  readonly partition: number;
  readonly partitions: number;
  readonly #groups = new Map<string, Group>();
  readonly #inForce = new Map<string, Uint8Array>();
  /** Since the last commit. */
  readonly #entered = new Map<string, Uint8Array>();

  constructor(partition: number, partitions: number, stored: Stored = new Map()) {
    this.partition = partition;
    this.partitions = partitions;
    for (const [name, bytes] of stored) {
      if (IN_FORCE.has(name)) this.#inForce.set(name, bytes);
      else this.#groups.set(name, groupOf(name, decodeGroup(bytes)));
    }
  }

  statistic(group: string, key: string): number {
    return this.#groups.get(group)?.numbers.get(key) ?? 0;
  }

  /** The population snapshot in force. */
  get population(): Uint8Array | undefined {
    return this.#inForce.get(CONTEXT_GROUP);
  }

  set population(bytes: Uint8Array) {
    this.#enter(CONTEXT_GROUP, bytes);
  }

  /** What recommendations are made of. */
  get serving(): ServingPin | undefined {
    return servingOf(this.#inForce);
  }

  set serving({ model, catalogue }: ServingPin) {
    this.#enter(SERVING_GROUP, Buffer.from(JSON.stringify({ model, catalogue })));
  }

  /** What scores. */
  get scoring(): ScoringPin | undefined {
    return scoringOf(this.#inForce);
  }

  set scoring({ current, shadow }: ScoringPin) {
    this.#enter(SCORING_GROUP, Buffer.from(JSON.stringify({ current: inOrder(current), shadow: inOrder(shadow) })));
  }

  /** As they stand now. */
  all(): Statistics {
    return new Map([...this.#groups].map(([name, { numbers }]) => [name, numbers]));
  }

  addAll(delta: Statistics): void {
    for (const [name, numbers] of delta) {
      let group = this.#groups.get(name);
      if (group === undefined) this.#groups.set(name, (group = groupOf(name, new Map())));
      for (const [key, by] of numbers) group.add(key, by);
    }
  }

  /** The groups that the next commit writes. */
  encodeChanged(): Map<string, Uint8Array> {
    const encoded = new Map<string, Uint8Array>();
    for (const [name, group] of this.#groups) if (group.isChanged) encoded.set(name, group.encode());
    for (const [name, bytes] of this.#entered) encoded.set(name, bytes);
    return encoded;
  }

  committed(): void {
    for (const group of this.#groups.values()) group.isChanged = false;
    this.#entered.clear();
  }

  #enter(name: string, bytes: Uint8Array): void {
    const before = this.#inForce.get(name);
    if (before !== undefined && Buffer.compare(before, bytes) === 0) return;
    this.#inForce.set(name, bytes);
    this.#entered.set(name, bytes);
  }
}

/** Items come from outside: a group of them that is full takes no more, until a ContextEvent has made room. */
function groupOf(name: string, numbers: Map<string, number>): Group {
  return new Group(numbers, isPopularity(name) ? MOST_KEYS : Number.POSITIVE_INFINITY);
}

class Group {
  readonly numbers: Map<string, number>;
  readonly #most: number;
  isChanged = false;
  /** The keys in order, each as it is written; found again when a key comes or goes. */
  #names: readonly (readonly [key: string, written: string])[] | undefined;

  constructor(numbers: Map<string, number>, most = Number.POSITIVE_INFINITY) {
    this.numbers = numbers;
    this.#most = most;
  }

  add(key: string, by: number): void {
    const before = this.numbers.get(key);
    const now = (before ?? 0) + by;
    // Sums stay numbers: what would take them beyond is left out.
    if (by === 0 || !Number.isFinite(now)) return;
    if (before === undefined && this.numbers.size >= this.#most) return;
    this.isChanged = true;
    if (before === undefined || now === 0) this.#names = undefined;
    if (now === 0) this.numbers.delete(key);
    else this.numbers.set(key, now);
  }

  /** A copy, its keys in order. */
  sorted(): Map<string, number> {
    return new Map([...this.numbers].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  encode(): Uint8Array {
    this.#names ??= [...this.numbers.keys()].sort().map((key) => [key, `${JSON.stringify(key)}:`] as const);
    return Buffer.from(`{${this.#names.map(([key, written]) => written + String(this.numbers.get(key))).join(",")}}`);
  }
}

/** The pin in force, as a partition's stored statistics name it. */
export function servingOf(stored: Stored): ServingPin | undefined {
  return parsed<ServingPin>(stored.get(SERVING_GROUP));
}

/** What scores, likewise. */
export function scoringOf(stored: Stored): ScoringPin | undefined {
  return parsed<ScoringPin>(stored.get(SCORING_GROUP));
}

function parsed<T>(bytes: Uint8Array | undefined): T | undefined {
  return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as T);
}

/** Equal versions are equal bytes. */
function inOrder(versions: ModelVersions): ModelVersions {
  return Object.fromEntries(
    SCORING_MODELS.flatMap((model) => {
      const version = versions[model];
      return version === undefined ? [] : [[model, version]];
    }),
  );
}

/** Reads what a group's `encode` wrote. */
export function decodeGroup(bytes: Uint8Array): Map<string, number> {
  return new Map(Object.entries(JSON.parse(Buffer.from(bytes).toString()) as Record<string, number>));
}

/** The groups that hold anything: one that has become empty is as good as none. */
export function withoutEmpty(stored: Stored): Stored {
  return new Map([...stored].filter(([name, bytes]) => IN_FORCE.has(name) || bytes.byteLength > "{}".length));
}

/** What all partitions' statistics add up to, as they stand now, one after the other. */
export async function loadAllStatistics(
  state: Pick<StateStore, "loadStatistics">,
  partitions: number,
): Promise<Statistics> {
  const all: Stored[] = [];
  for (let partition = 0; partition < partitions; partition++) all.push(await state.loadStatistics(partition));
  return mergeStatistics(all);
}

/**
 * Equal parts in equal order give equal sums, to the last bit. Groups come in the order of their names. Without popularity: each partition counts
 * that from a landmark of its own (domain/popularity.ts).
 */
export function mergeStatistics(parts: readonly Stored[]): Statistics {
  const names = [...new Set(parts.flatMap((stored) => [...stored.keys()]))].filter(
    (name) => !IN_FORCE.has(name) && !isPopularity(name),
  );
  return new Map(
    names.sort().map((name) => {
      const sum = new Group(new Map());
      for (const stored of parts) {
        const bytes = stored.get(name);
        if (bytes !== undefined) for (const [key, by] of decodeGroup(bytes)) sum.add(key, by);
      }
      return [name, sum.sorted()];
    }),
  );
}
