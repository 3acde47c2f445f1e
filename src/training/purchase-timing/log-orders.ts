import type { EngineContext } from "../../domain/context.js";
import type { PersonKey } from "../../domain/person.js";
import { createEngine } from "../../engine/index.js";
import { type ReplayedLog, type WatchedStep, watchEngine } from "../outcomes/index.js";
import { type Orders, ordersOf } from "./orders.js";

export interface LogOrdersOptions {
  /** Only what was ordered before, ms. */
  readonly until?: number | undefined;
  readonly signal?: AbortSignal;
  /** Events more. */
  readonly onProgress?: (events: number) => void;
}

/**
 * Everybody's orders, by replay of the log: what the engine counts is what counts, and an order that was told twice is one. Whoever was merged into somebody else
 * is one person with them, and whoever was forgotten nobody.
 * @throws AttuneError ATTUNE_INPUT_EMPTY | ATTUNE_LOG_UNAVAILABLE
 */
export async function readLogOrders(
  log: ReplayedLog,
  context: EngineContext,
  { until = Number.POSITIVE_INFINITY, signal, onProgress }: LogOrdersOptions = {},
): Promise<Orders> {
  const books = new OrderBooks(until);
  const engine = watchEngine(createEngine(context), (step) => books.take(step));
  for (let partition = 0; partition < log.partitions; partition++) {
    await log.replay(partition, engine, (events) => {
      signal?.throwIfAborted();
      onProgress?.(events);
    });
  }
  return ordersOf(books.people(), `log ${log.description}`);
}

/** Further than this nobody is followed: ids then point at each other. */
const MOST_STEPS = 8;

type Order = readonly [time: number, value: number];

class OrderBooks {
  readonly #until: number;
  readonly #byPerson = new Map<PersonKey, Order[]>();
  /** Of whom was merged: into whom. */
  readonly #into = new Map<PersonKey, PersonKey>();

  constructor(until: number) {
    this.#until = until;
  }

  take({ event, before, result }: WatchedStep): void {
    if (event.type === "erase") {
      this.#byPerson.delete(event.person);
    } else if (event.type === "merge") {
      // The one whose profile is handed over tells it.
      if (result.effects.some((effect) => effect.kind === "event" && effect.event.type === "merge"))
        this.#into.set(event.from, event.into);
    } else if (event.type === "track" && event.name === "Order Completed") {
      const is = result.profile?.read("activity");
      const was = before?.read("activity") ?? { orders: 0, revenue: 0 };
      if (is === undefined || is.orders <= was.orders || event.time >= this.#until) return;
      const orders = this.#byPerson.get(event.person) ?? [];
      orders.push([event.time, is.revenue - was.revenue]);
      this.#byPerson.set(event.person, orders);
    }
  }

  people(): Iterable<readonly Order[]> {
    const together = new Map<PersonKey, Order[]>();
    for (const [person, orders] of this.#byPerson) {
      const whole = this.#wholeOf(person);
      together.set(whole, [...(together.get(whole) ?? []), ...orders]);
    }
    return together.values();
  }

  #wholeOf(person: PersonKey): PersonKey {
    let whole = person;
    for (let step = 0; step < MOST_STEPS; step++) whole = this.#into.get(whole) ?? whole;
    return whole;
  }
}
