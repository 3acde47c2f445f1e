import { productOf } from "../../domain/product.js";
import { Agenda } from "../agenda.js";
import type { Assortment, ShopCall } from "../population/index.js";
import type { Sender, Sent } from "../world/index.js";
import { Bestsellers } from "./bestsellers.js";
import { compose } from "./compose.js";
import { newsletter, nextNewsletter } from "./newsletter.js";
import { Subscribers } from "./subscribers.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The flows that shops set up first, with their usual waits, each at most once to one person within `again`. */
const FLOWS = {
  welcome: { wait: 0, again: Number.POSITIVE_INFINITY, title: "Welcome" },
  cart: { wait: HOUR_MS, again: 2 * DAY_MS, title: "Is this still right?" },
  browse: { wait: DAY_MS, again: 7 * DAY_MS, title: "Still looking?" },
  "win-back": { wait: 60 * DAY_MS, again: 180 * DAY_MS, title: "We'd like you back" },
} as const;
type Flow = keyof typeof FLOWS;
const COUPON = "15 % off your next order";
const WELCOMES_WITH = 4;

/** What is remembered of one user. */
interface Known {
  cart: Map<string, true>;
  viewed: string | undefined;
  /** The newest of each: a wait that began before is off. */
  readonly since: Record<Flow, number>;
  readonly sent: Record<Flow, number>;
}

type Due = { readonly flow: Flow; readonly userId: string; readonly since: number };

/** Rules alone: welcome, cart after an hour, browse after a day, win-back after two months, and the weekly newsletter to all who agreed. */
export class RulesSender implements Sender {
  readonly #assortment: Assortment;
  readonly #subscribers = new Subscribers();
  readonly #bestsellers = new Bestsellers();
  readonly #known = new Map<string, Known>();
  readonly #userOf = new Map<string, string>();
  readonly #waiting = new Agenda<Due>();
  readonly #live: number;
  #newsletter: number;

  constructor(assortment: Assortment, live: number) {
    this.#assortment = assortment;
    this.#live = live;
    this.#newsletter = nextNewsletter(live);
  }

  get next(): number {
    return Math.max(this.#live, Math.min(this.#newsletter, this.#waiting.next));
  }

  hear(call: ShopCall, now: number): readonly Sent[] {
    this.#bestsellers.hear(call, now);
    const isNew = this.#subscribers.hear(call) !== undefined;
    const userId = this.#user(call);
    if (userId === undefined) return [];
    const known = this.#of(userId);
    if (isNew) this.#wait("welcome", userId, known, now);
    this.#follow(call, userId, known, now);
    return [];
  }

  wake(now: number): readonly Sent[] {
    const sent: Sent[] = [];
    if (this.#newsletter <= now) {
      sent.push(...newsletter(this.#assortment, this.#subscribers, this.#bestsellers, now));
      this.#newsletter = nextNewsletter(now);
    }
    while (this.#waiting.next <= now) {
      const due = this.#waiting.take();
      const message = due === undefined ? undefined : this.#say(due, now);
      if (message !== undefined) sent.push(message);
    }
    return sent;
  }

  /** A device that somebody logged in on is theirs. */
  #user({ userId, anonymousId }: ShopCall): string | undefined {
    if (userId !== undefined && anonymousId !== undefined) this.#userOf.set(anonymousId, userId);
    return userId ?? (anonymousId === undefined ? undefined : this.#userOf.get(anonymousId));
  }

  #of(userId: string): Known {
    let known = this.#known.get(userId);
    if (known === undefined) {
      const never = (): Record<Flow, number> => ({
        welcome: Number.NEGATIVE_INFINITY,
        cart: Number.NEGATIVE_INFINITY,
        browse: Number.NEGATIVE_INFINITY,
        "win-back": Number.NEGATIVE_INFINITY,
      });
      this.#known.set(userId, (known = { cart: new Map(), viewed: undefined, since: never(), sent: never() }));
    }
    return known;
  }

  #follow({ event, properties = {} }: ShopCall, userId: string, known: Known, now: number): void {
    const product = productOf(properties)?.id;
    switch (event) {
      case "Product Viewed":
        known.viewed = product;
        this.#wait("browse", userId, known, now);
        this.#wait("win-back", userId, known, now);
        break;
      case "Product Added":
        if (product !== undefined) known.cart.set(product, true);
        this.#wait("cart", userId, known, now);
        break;
      case "Product Removed":
        if (product !== undefined) known.cart.delete(product);
        break;
      case "Order Completed":
        known.cart = new Map();
        known.viewed = undefined;
        this.#wait("win-back", userId, known, now);
        break;
      default:
    }
  }

  #wait(flow: Flow, userId: string, known: Known, now: number): void {
    known.since[flow] = now;
    this.#waiting.add(now + FLOWS[flow].wait, { flow, userId, since: now });
  }

  #say({ flow, userId, since }: Due, now: number): Sent | undefined {
    const known = this.#of(userId);
    const { title, again } = FLOWS[flow];
    if (known.since[flow] !== since || now - known.sent[flow] < again || !this.#subscribers.has(userId))
      return undefined;
    const items = this.#itemsOf(flow, known);
    if (items.length === 0) return undefined;
    known.sent[flow] = now;
    const coupon = flow === "welcome" || flow === "win-back" ? { coupon: COUPON } : {};
    return compose(this.#assortment, userId, { action: flow, occasion: flow, title, items, ...coupon }, now);
  }

  #itemsOf(flow: Flow, { cart, viewed }: Known): readonly string[] {
    switch (flow) {
      case "cart":
        return [...cart.keys()];
      case "browse":
        return cart.size > 0 || viewed === undefined ? [] : [viewed];
      default:
        return this.#bestsellers.first(WELCOMES_WITH);
    }
  }
}
