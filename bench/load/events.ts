import { normaliseCall } from "../../src/domain/wire/index.js";
import { partitionOfToken } from "../../src/domain/person.js";
import type { LogEntry } from "../../src/ports/event-log.js";

const EVENT_MIX = [
  { name: "Product Viewed", share: 0.82 },
  { name: "Product Added", share: 0.08 },
  { name: "Products Searched", share: 0.04 },
  { name: "Product Removed", share: 0.01 },
  { name: "Order Completed", share: 0.05 },
] as const;

const PEOPLE = 20_000;
const ITEMS = 5_000;
const CATEGORIES = 40;

/** A small seeded generator (mulberry32): the same load in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface LoadEvent {
  readonly entry: LogEntry;
  readonly isOrder: boolean;
}

/**
 * Shop events of 20,000 people, a few of them much busier than the rest (u², as clickstreams are), as the collector stores them:
 * about 480 bytes each; one in twenty is an order, which is thanked for.
 */
export class LoadGenerator {
  readonly #random: () => number;
  readonly #partitions: number;
  readonly #prefix: string;
  #count = 0;

  constructor(seed: number, partitions: number, prefix: string) {
    this.#random = seeded(seed);
    this.#partitions = partitions;
    this.#prefix = prefix;
  }

  /** @param now event time, ms since the epoch */
  next(now: number, id = `${this.#prefix}-${this.#count++}`): LoadEvent {
    const person = Math.floor(this.#random() ** 2 * PEOPLE);
    const item = Math.floor(this.#random() * ITEMS);
    const event = this.#kind();
    const product = {
      product_id: `sku-${item}`,
      name: `Product number ${item}`,
      category: `category-${item % CATEGORIES}`,
      brand: `brand-${item % 90}`,
      price: 5 + (item % 300),
      quantity: 1,
    };
    const isOrder = event === "Order Completed";
    const properties = isOrder
      ? { order_id: id, total: product.price, currency: "EUR", products: [product] }
      : event === "Products Searched"
        ? { query: product.category }
        : { ...product, url: `https://shop.example.com/products/${item}` };
    const call = {
      messageId: id,
      type: "track",
      event,
      userId: `user-${person}`,
      properties,
      context: { library: { name: "analytics-node", version: "3.1.0" }, locale: "en-GB" },
      timestamp: new Date(now).toISOString(),
    };
    const normal = normaliseCall(call, { receivedAt: now, source: "bench", newId: () => id });
    if (!normal.ok) throw new Error(`the load's own event was refused: ${normal.code}`);
    const partition = partitionOfToken(normal.token, this.#partitions);
    const entry: LogEntry = {
      topic: "events",
      partition,
      id: normal.id,
      payload: normal.payload,
      person: normal.token,
    };
    return { entry, isOrder };
  }

  #kind(): string {
    let left = this.#random();
    for (const { name, share } of EVENT_MIX) {
      left -= share;
      if (left < 0) return name;
    }
    return "Product Viewed";
  }
}
