/**
 * A shop's events for the full funnel: visits of 20,000 people, a few of them much busier than the rest; what the site and its channels add
 * (orders under way, receipts); and the timers that the engine sets. The same in every run.
 *
 * A visit goes as the simulator's do (src/simulator/visit.ts): a quarter leave at once, a third come to buy, lists and searches lead to products.
 * Of a visit's events nearly half are product views, 14 percent lists, 10 percent things put in the cart, 9 percent pages, 1 percent orders. The
 * simulator has no slots, forms, searches in vain, points, tags, falling prices, promotions and requests: one event in 25 is of these, so that 16
 * occasions come up; and here everybody logs in, mostly with a profile that is new. Timers and receipts are another quarter of all events. One
 * event in ten opens a decision, with 2.6 candidates; one in 14 makes a message: more than most shops have.
 */
import type { JsonObject, PersonEvent, SegmentEvent } from "../../src/domain/event.js";
import type { Message } from "../../src/domain/message.js";
import { knownPerson, type PersonKey } from "../../src/domain/person.js";
import type { TimerChange } from "../../src/domain/step.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { timerEventId, timerId } from "../../src/domain/timer.js";
import { seeded } from "../load/events.js";
import { Agenda } from "./agenda.js";

const PEOPLE = 20_000;
const ITEMS = 5_000;
const CATEGORIES = 40;
const START = 1_772_445_600_000;
/** Visits at the same time, and event time between two events of the whole shop: 150,000 events a day. */
const VISITS = 40;
const EVERY_MS = 576;

/** Beside the simulator's: so many of the events of a visit, each of these as often as any other. */
const MORE = 0.04;
const OTHERS = [
  "slot",
  "slot",
  "slot",
  "search in vain",
  "form",
  "points",
  "tag",
  "price drop",
  "promotion",
  "ask",
] as const;
type Deed =
  | (typeof OTHERS)[number]
  | "identify"
  | "page"
  | "list"
  | "search"
  | "view"
  | "add"
  | "save"
  | "cart"
  | "remove"
  | "checkout"
  | "order";

interface Visit {
  readonly person: number;
  /** What is still to be done, the last first. */
  readonly deeds: Deed[];
  item: number;
}

export class FunnelLoad {
  readonly #random = seeded(7);
  readonly #visits: Visit[] = [];
  readonly #agenda = new Agenda<() => PersonEvent | undefined>();
  readonly #timers = new Map<string, number>();
  readonly #known = new Set<number>();
  #count = 0;
  #time = START;

  /** The next events, at least `count`: what people do, and before it what was due by then. */
  next(count: number): PersonEvent[] {
    const events: PersonEvent[] = [];
    while (events.length < count) {
      this.#time += EVERY_MS;
      for (let due = this.#agenda.take(this.#time); due !== undefined; due = this.#agenda.take(this.#time)) {
        const event = due();
        if (event !== undefined) events.push(event);
      }
      events.push(this.#visitorsNext());
    }
    return events;
  }

  /** What a step made of an event comes back: timers when they are due, messages as receipts. */
  answer(timers: readonly TimerChange[], messages: readonly Message[]): void {
    for (const { timer, due } of timers) {
      const id = timerId(timer);
      if (due === null) {
        this.#timers.delete(id);
        continue;
      }
      this.#timers.set(id, due);
      this.#agenda.put(due, () => {
        if (this.#timers.get(id) !== due) return undefined;
        this.#timers.delete(id);
        return { type: "timer", id: timerEventId(id, due), ...timer, time: due, hops: 0 };
      });
    }
    for (const message of messages) this.#receipts(message);
  }

  #receipts({ id, person, channel, time }: Message): void {
    const receipt = (name: string, delay: number): void => {
      const at = Math.max(time, this.#time) + delay;
      this.#agenda.put(at, () => this.#event(person, at, { name, properties: { message_id: id, channel } }));
    };
    if (channel !== "onsite") receipt("Message Delivered", MINUTE);
    if (this.#random() < 0.3) receipt("Message Opened", this.#random() * 6 * HOUR);
    if (this.#random() < 0.06) receipt("Message Clicked", 6 * HOUR + this.#random() * HOUR);
    if (channel === "email" && this.#random() < 0.002) receipt("Unsubscribed", 7 * HOUR);
  }

  #visitorsNext(): SegmentEvent {
    const at = Math.floor(this.#random() * VISITS);
    let visit = this.#visits[at];
    if (visit === undefined || visit.deeds.length === 0) visit = this.#visits[at] = this.#arrive();
    const deed = this.#chance(MORE) ? (OTHERS[this.#upTo(OTHERS.length)] as Deed) : (visit.deeds.pop() as Deed);
    return this.#event(knownPerson(`user-${visit.person}`), this.#time, this.#deed(deed, visit));
  }

  /** Everybody logs in at their first visit, and at one in twelve later. */
  #arrive(): Visit {
    const person = Math.floor(this.#random() ** 2 * PEOPLE);
    const logsIn = !this.#known.has(person) || this.#chance(1 / 12);
    this.#known.add(person);
    return { person, deeds: [...(logsIn ? (["identify"] as const) : []), ...this.#walk()].reverse(), item: 0 };
  }

  #walk(): Deed[] {
    const deeds: Deed[] = ["page"];
    const mood = this.#random();
    if (mood < 0.25) return deeds;
    const buys = mood > 0.65;
    for (let lists = 1 + this.#upTo(buys ? 5 : 4); lists > 0; lists--) {
      deeds.push(this.#chance(0.25) ? "search" : "list");
      for (let views = 1 + this.#upTo(4); views > 0; views--) {
        deeds.push("view");
        if (this.#chance(buys ? 0.35 : 0.08)) deeds.push("add");
        else if (this.#chance(0.06)) deeds.push("save");
      }
    }
    if (!buys || !deeds.includes("add")) return deeds;
    deeds.push("cart");
    if (this.#chance(0.2)) deeds.push("remove");
    if (!this.#chance(0.55)) return deeds;
    deeds.push("checkout");
    if (this.#chance(0.7)) deeds.push("order");
    return deeds;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #upTo(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #deed(deed: Deed, visit: Visit): Partial<SegmentEvent> {
    const anew = Math.floor(this.#random() ** 2 * ITEMS);
    switch (deed) {
      case "identify":
        return { type: "identify", traits: traitsOf(visit.person) };
      case "page":
        return { type: "page", name: "Home", properties: { path: "/" } };
      case "view":
        visit.item = anew;
        return { name: "Product Viewed", properties: product(anew) };
      case "list": {
        const category = `category-${anew % CATEGORIES}`;
        return { name: "Product List Viewed", properties: { list_id: category, category } };
      }
      case "search":
        return { name: "Products Searched", properties: { query: `category-${anew % CATEGORIES}`, results: 12 } };
      case "search in vain":
        return { name: "Products Searched", properties: { query: `rare thing ${anew % 50}`, results: 0 } };
      case "slot":
        return { name: "Slot Requested", properties: { slot: "hero" } };
      case "add":
        return { name: "Product Added", properties: { ...product(visit.item), quantity: 1 } };
      case "remove":
        return { name: "Product Removed", properties: product(visit.item) };
      case "save":
        return { name: "Product Added to Wishlist", properties: product(visit.item) };
      case "cart":
        return { name: "Cart Viewed", properties: { products: [product(visit.item)] } };
      case "checkout":
        return { name: "Checkout Started", properties: { products: [product(visit.item)] } };
      case "order":
        return this.#order(visit);
      case "form":
        return { name: "Form Started", properties: { form: "quote" } };
      case "points":
        return { name: "Points Earned", properties: { points: 5, transaction_id: `t-${this.#count}` } };
      case "tag":
        return { name: "Tag Assigned", properties: { tag: anew % 2 === 0 ? "vip" : "newsletter" } };
      case "price drop": {
        const { price, ...rest } = product(visit.item);
        return {
          name: "Product Price Dropped",
          properties: { ...rest, price: (price as number) * 0.8, old_price: price ?? 0 },
        };
      }
      case "promotion":
        return { name: "Promotion Clicked", properties: { campaign: anew % 2 === 0 ? "spring" : "autumn" } };
      case "ask":
        return { name: "Send Requested", properties: { what: "saved" } };
    }
  }

  /** And what becomes of it on the next days. */
  #order({ person, item }: Visit): Partial<SegmentEvent> {
    const order = `o-${this.#count}`;
    const later = (name: string, delay: number): void => {
      const at = this.#time + delay;
      this.#agenda.put(at, () =>
        this.#event(knownPerson(`user-${person}`), at, { name, properties: { order_id: order } }),
      );
    };
    later("Order Shipped", DAY);
    later("Order Delivered", 3 * DAY);
    const products = [product(item), product(item + 1)];
    return { name: "Order Completed", properties: { order_id: order, revenue: 25 + (item % 300), products } };
  }

  #event(person: PersonKey, time: number, rest: Partial<SegmentEvent>): SegmentEvent {
    return {
      id: `7f9c24e8-3b12-4fef-91e0-${(this.#count++).toString(16).padStart(12, "0")}`,
      person,
      time: Math.floor(time),
      hops: 0,
      type: "track",
      name: "",
      properties: {},
      traits: {},
      context: CONTEXT,
      source: "site",
      history: false,
      silent: false,
      userId: person.slice(2),
      ...rest,
    };
  }
}

const CONTEXT: JsonObject = { library: { name: "analytics-node" }, locale: "en-GB", timezone: "Europe/Paris" };

function traitsOf(n: number): JsonObject {
  return {
    email: `p${n}@example.com`,
    firstName: `Ada${n % 100}`,
    ...(n % 3 === 0 ? { phone: `+4670000${n}`, pushToken: `token-${n}` } : {}),
    ...(n % 2 === 0 ? { birthday: `19${60 + (n % 40)}-0${1 + (n % 9)}-1${n % 9}` } : {}),
    consent: { email: n % 10 !== 0, sms: n % 3 === 0, push: n % 3 === 0 },
  };
}

function product(n: number): JsonObject {
  const item = n % ITEMS;
  return {
    product_id: `sku-${item}`,
    name: `Product number ${item}`,
    category: `category-${item % CATEGORIES}`,
    brand: `brand-${item % 90}`,
    price: 5 + (item % 300),
  };
}
