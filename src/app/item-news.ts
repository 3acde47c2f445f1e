import { fingerprint } from "../domain/wire/ids.js";
import type { ChangedItem } from "./item-change.js";

export interface ItemNewsParts {
  /** Appends the events that changes make for people (appendItemChanges). */
  readonly tell: (changes: readonly ChangedItem[]) => Promise<unknown>;
  /** Some could not be told: they are tried again (`lost` 0), or dropped, as too many are waiting. */
  readonly onFailure: (error: unknown, lost: number) => void;
  /** So long changes are gathered for one look through all people, ms. */
  readonly gatherMs?: number;
}

const GATHER_MS = 1_000;
/** Telling takes at most this share of the time: it looks through everybody's profile. */
const BUSY_SHARE = 0.2;
/** Items with news at a time; 500 bytes each at most. */
const MOST_WAITING = 20_000;

/**
 * Prices and stocks that were changed through this process, on their way to the people who know the items: gathered, one look through the profiles at a time.
 * They are not stored before they are told: what a crash takes with it can be told with `attune items changed`.
 */
export class ItemNews {
  readonly #parts: ItemNewsParts;
  /** By item. */
  #waiting = new Map<string, ChangedItem>();
  #timer: NodeJS.Timeout | undefined;
  #restUntil = 0;
  #telling: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: ItemNewsParts) {
    this.#parts = parts;
  }

  add(changes: readonly ChangedItem[]): void {
    this.#hold(changes);
    this.#wake();
  }

  /** Tells what is waiting, once, and no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#tell();
  }

  #hold(changes: readonly ChangedItem[]): void {
    let lost = 0;
    for (const change of changes) {
      const earlier = this.#waiting.get(change.item);
      if (earlier !== undefined) this.#waiting.set(change.item, both(earlier, change));
      else if (this.#waiting.size < MOST_WAITING) this.#waiting.set(change.item, change);
      else lost++;
    }
    if (lost > 0) this.#parts.onFailure(new Error(`${MOST_WAITING} items have news already`), lost);
  }

  #wake(): void {
    if (this.#stopped || this.#timer !== undefined || this.#waiting.size === 0) return;
    const now = performance.now();
    const due = Math.max(now + (this.#parts.gatherMs ?? GATHER_MS), this.#restUntil);
    this.#timer = setTimeout(() => {
      void this.#tell().then(() => {
        this.#timer = undefined;
        this.#wake();
      });
    }, due - now);
    this.#timer.unref();
  }

  /** One at a time; never rejects. */
  #tell(): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      const changes = [...this.#waiting.values()].filter(saysSomething);
      this.#waiting = new Map();
      if (changes.length === 0) return;
      const begun = performance.now();
      try {
        await this.#parts.tell(changes);
      } catch (error) {
        this.#parts.onFailure(error, this.#stopped ? changes.length : 0);
        const since = [...this.#waiting.values()];
        this.#waiting = new Map();
        this.#hold([...changes, ...since]);
      }
      const now = performance.now();
      this.#restUntil = now + (now - begun) / BUSY_SHARE;
    });
    return this.#telling;
  }
}

/** Two changes of an item that nobody was told of yet, as one: from what was before the first to what is after the second. */
function both(first: ChangedItem, second: ChangedItem): ChangedItem {
  return {
    ...second,
    id: fingerprint(`${first.id} ${second.id}`),
    price: second.price ?? first.price,
    oldPrice: first.oldPrice ?? second.oldPrice,
    // Either says that it changed: there and back again is no change.
    inStock:
      first.inStock === undefined || second.inStock === undefined ? (first.inStock ?? second.inStock) : undefined,
  };
}

function saysSomething({ price, oldPrice, inStock }: ChangedItem): boolean {
  return inStock !== undefined || (price !== undefined && price !== oldPrice);
}
