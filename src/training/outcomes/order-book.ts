import type { PersonKey } from "../../domain/person.js";
import type { WatchedStep } from "./watch-engine.js";

export interface Bought {
  readonly orders: number;
  readonly revenue: number;
}

/** People's orders, each counted once as the engine counts it: sites report one from the browser and from the server. */
export class OrderBook {
  /** By person: time, ms, and value in turn. */
  readonly #orders = new Map<PersonKey, number[]>();

  take({ event, before, result }: WatchedStep): void {
    if (event.type !== "track" || event.name !== "Order Completed" || result.profile === undefined) return;
    const is = result.profile.read("activity");
    const was = before?.read("activity") ?? { orders: 0, revenue: 0 };
    if (is.orders <= was.orders) return;
    const list = this.#orders.get(event.person);
    if (list === undefined) this.#orders.set(event.person, [event.time, is.revenue - was.revenue]);
    else list.push(event.time, is.revenue - was.revenue);
  }

  /** After `from` and not after `until`, ms, of all these people. */
  within(people: Iterable<PersonKey>, from: number, until: number): Bought {
    let [orders, revenue] = [0, 0];
    for (const person of people) {
      const list = this.#orders.get(person) ?? [];
      for (let at = 0; at < list.length; at += 2) {
        const time = list[at] as number;
        if (time <= from || time > until) continue;
        orders++;
        revenue += list[at + 1] as number;
      }
    }
    return { orders, revenue };
  }

  /** What it has of them goes into another book. */
  moveTo(other: OrderBook, people: Iterable<PersonKey>): void {
    for (const person of people) {
      const list = this.#orders.get(person);
      if (list !== undefined) other.#orders.set(person, list);
    }
  }
}
