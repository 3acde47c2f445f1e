import type { SessionTable } from "../../models/recommender/model.js";

/** So many of the newest items make up the evolving session; one bit of a match each. */
export const MOST_SESSION_ITEMS = 32;

/**
 * The m newest sessions that share an item with the evolving one, and how much alike they are: the first half of VMIS-kNN (Kersbergen et al., SIGMOD 2022,
 * algorithm 2). There a hash map and a heap of times keep the newest while the items' lists are gone through one by one, with a break at the first session that is too
 * old. Sessions are numbered by age here, so the lists are merged instead, newest first: the same sample, no map, and no entry older than the last one
 * of the sample is touched. Buffers grow to the largest m asked for and are used again.
 */
export class SessionSample {
  /** Newest first; the first `count`. */
  sessions = new Uint32Array(0);
  /** The sum of the weights of the items shared. */
  similarities = new Float64Array(0);
  /** Which items are shared: bit r = the evolving session's item of rank r. */
  matches = new Uint32Array(0);
  count = 0;
  readonly #next = new Uint32Array(MOST_SESSION_ITEMS);
  readonly #end = new Uint32Array(MOST_SESSION_ITEMS);
  /** A binary heap of session * 32 + rank, the greatest first: the next session of each list. */
  readonly #heads = new Float64Array(MOST_SESSION_ITEMS);
  #lists = 0;

  /** `recent`: newest first; `weights` by rank; what is not in the table, or came before, is passed over. `items` of them, at most MOST_SESSION_ITEMS. */
  take(
    table: SessionTable,
    recent: ArrayLike<number>,
    weights: ArrayLike<number>,
    items: number,
    sample: number,
  ): void {
    this.#open(table, recent, items);
    if (this.sessions.length < sample) this.#grow(sample);
    const { sessions, similarities, matches } = this;
    const heads = this.#heads;
    let count = 0;
    while (this.#lists > 0 && count < sample) {
      const session = Math.floor((heads[0] as number) / MOST_SESSION_ITEMS);
      let similarity = 0;
      let match = 0;
      let head = heads[0] as number;
      while (this.#lists > 0 && head >= session * MOST_SESSION_ITEMS) {
        const rank = head - session * MOST_SESSION_ITEMS;
        similarity += weights[rank] as number;
        match |= 1 << rank;
        this.#advance(table.itemSessions, rank);
        head = heads[0] as number;
      }
      sessions[count] = session;
      similarities[count] = similarity;
      matches[count++] = match;
    }
    this.count = count;
  }

  #open({ itemOffsets, itemSessions }: SessionTable, recent: ArrayLike<number>, items: number): void {
    this.#lists = 0;
    for (let rank = 0; rank < items; rank++) {
      const item = recent[rank] as number;
      if (!(item >= 0 && item < itemOffsets.length - 1) || cameBefore(recent, rank)) continue;
      const from = itemOffsets[item] as number;
      const end = itemOffsets[item + 1] as number;
      if (from === end) continue;
      this.#next[rank] = from + 1;
      this.#end[rank] = end;
      this.#push((itemSessions[from] as number) * MOST_SESSION_ITEMS + rank);
    }
  }

  /** The first of the heap is used up: the next session of its list takes its place. */
  #advance(itemSessions: Uint32Array, rank: number): void {
    const heads = this.#heads;
    const next = this.#next[rank] as number;
    let moving: number;
    if (next < (this.#end[rank] as number)) {
      moving = (itemSessions[next] as number) * MOST_SESSION_ITEMS + rank;
      this.#next[rank] = next + 1;
    } else {
      moving = heads[--this.#lists] as number;
    }
    const lists = this.#lists;
    let at = 0;
    for (let child = 1; child < lists; child = 2 * at + 1) {
      if (child + 1 < lists && (heads[child + 1] as number) > (heads[child] as number)) child++;
      if ((heads[child] as number) <= moving) break;
      heads[at] = heads[child] as number;
      at = child;
    }
    heads[at] = moving;
  }

  #push(head: number): void {
    const heads = this.#heads;
    let at = this.#lists++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((heads[parent] as number) >= head) break;
      heads[at] = heads[parent] as number;
      at = parent;
    }
    heads[at] = head;
  }

  #grow(sample: number): void {
    this.sessions = new Uint32Array(sample);
    this.similarities = new Float64Array(sample);
    this.matches = new Uint32Array(sample);
  }
}

/** An item counts once, where it is newest. */
function cameBefore(recent: ArrayLike<number>, rank: number): boolean {
  for (let newer = 0; newer < rank; newer++) if (recent[newer] === recent[rank]) return true;
  return false;
}
