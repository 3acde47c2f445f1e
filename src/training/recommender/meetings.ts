import type { ScoreBoard } from "../../recommend/signals/index.js";
import { decayAt, type Histories } from "./histories.js";

export interface MeetingOptions {
  readonly after: boolean;
  readonly withinMs: number | undefined;
  readonly halfLifeMs: number | undefined;
  /** What ages are counted from. */
  readonly until: number;
}

/** Adds up the people who met two items within a time, each person once; and how long the items' vectors over people are. */
export class Meetings {
  readonly #sources: Histories;
  readonly #targets: Histories;
  readonly #within: number;
  readonly #after: boolean;
  readonly #sourceWeights: Float32Array;
  readonly #targetWeights: Float32Array;
  readonly #sourceNorms: Float32Array;
  readonly #targetNorms: Float32Array;
  /** By item: the person, numbered on over all source items, for whom it was met last. */
  readonly #met: Uint32Array;
  #run = 0;

  constructor(
    sources: Histories,
    targets: Histories,
    items: number,
    { after, withinMs = Number.POSITIVE_INFINITY, halfLifeMs, until }: MeetingOptions,
  ) {
    this.#sources = sources;
    this.#targets = targets;
    this.#within = withinMs;
    this.#after = after;
    this.#met = new Uint32Array(items);
    this.#sourceWeights = entryWeights(sources, until, halfLifeMs);
    this.#sourceNorms = this.#norms(sources, this.#sourceWeights);
    this.#targetWeights = targets === sources ? this.#sourceWeights : entryWeights(targets, until, halfLifeMs);
    this.#targetNorms = targets === sources ? this.#sourceNorms : this.#norms(targets, this.#targetWeights);
  }

  /** Of one source item: its entries, `places[from .. end)`, by person and time. The newest meeting of a person is the one that counts. */
  add(places: Uint32Array, from: number, end: number, board: ScoreBoard): void {
    const { people } = this.#sources;
    let person = -1;
    for (let at = end - 1; at >= from; at--) {
      const entry = places[at] as number;
      if (people[entry] !== person) this.#run++;
      person = people[entry] as number;
      this.#meet(entry, person, board);
    }
  }

  sourceNorm(item: number): number {
    return this.#sourceNorms[item] as number;
  }

  targetNorm(item: number): number {
    return this.#targetNorms[item] as number;
  }

  /** The target entries of a person around one source entry, newest first. */
  #meet(entry: number, person: number, board: ScoreBoard): void {
    const { offsets, items, times } = this.#targets;
    const item = this.#sources.items[entry] as number;
    const time = this.#sources.times[entry] as number;
    const weight = this.#sourceWeights[entry] as number;
    const first = offsets[person] as number;
    const earliest = this.#after ? time : time - this.#within;
    let at = upTo(times, first, offsets[person + 1] as number, time + this.#within) - 1;
    for (; at >= first && (times[at] as number) >= earliest; at--) {
      const target = items[at] as number;
      if (target === item || this.#met[target] === this.#run) continue;
      this.#met[target] = this.#run;
      board.add(target, weight * (this.#targetWeights[at] as number));
    }
  }

  #norms({ items, people }: Histories, weights: Float32Array): Float32Array {
    const norms = new Float32Array(this.#met.length);
    const last = new Uint32Array(this.#met.length).fill(0xff_ff_ff_ff);
    for (let entry = items.length - 1; entry >= 0; entry--) {
      const item = items[entry] as number;
      if (last[item] === people[entry]) continue;
      last[item] = people[entry] as number;
      norms[item] = (norms[item] as number) + (weights[entry] as number) ** 2;
    }
    for (let item = 0; item < norms.length; item++) norms[item] = Math.sqrt(norms[item] as number);
    return norms;
  }
}

function entryWeights({ times }: Histories, until: number, halfLifeMs: number | undefined): Float32Array {
  if (halfLifeMs === undefined) return new Float32Array(times.length).fill(1);
  return Float32Array.from(times, (time) => Math.sqrt(decayAt(time, until, halfLifeMs)));
}

/** The first place in [from, end) with a time after this one. */
function upTo(times: Float64Array, from: number, end: number, time: number): number {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
