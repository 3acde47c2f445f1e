import type { StoredRecord } from "./log-truth.js";

/**
 * What the events add up to, computed from the log's bytes alone: the test's own reading of them, a few lines of it, next to which
 * what the engine made of the same events is held. It must not import the engine or the worker.
 */
export interface Expectation {
  /** By cluster (the keys of one person, linked by identify calls). */
  readonly clusters: readonly ExpectedPerson[];
  /** Message ids of calls that stand in the log, each once. */
  readonly ids: ReadonlySet<string>;
  /** Ids of the order calls: each is to be thanked for once. */
  readonly orders: ReadonlySet<string>;
  /** Person keys that left a cart which is due: each is to be reminded once. */
  readonly leavers: ReadonlySet<string>;
  /** Products that the calls name: the catalogue is to know each. */
  readonly products: ReadonlySet<string>;
}

export interface ExpectedPerson {
  readonly keys: readonly string[];
  /** Each id once; in the order of application where the person has one key only. */
  readonly ids: readonly string[];
  readonly views: number;
  readonly cartAdds: number;
  readonly orders: number;
  readonly revenue: number;
}

interface Call {
  readonly messageId: string;
  readonly type: string;
  readonly event?: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly timestamp: string;
  readonly properties?: {
    readonly revenue?: number;
    readonly product_id?: string;
    readonly products?: readonly { readonly product_id?: string }[];
  };
}

/** The log's own view of time: after this long a cart counts as left (test/faults/config/actions/cart-reminder.yaml). */
const CART_WAIT_MS = 12 * 3_600_000;

export function callOf(bytes: Uint8Array): Call {
  return JSON.parse(Buffer.from(bytes).toString("utf8")) as Call;
}

/** @param dead ids that ended in the dead letters, as they should: they are expected nowhere else. */
export function expectationOf(
  events: readonly (readonly StoredRecord[])[],
  dead: ReadonlySet<string>,
  now: number,
): Expectation {
  const calls = events.flatMap((records) =>
    records.filter(({ internal }) => !internal).map(({ bytes }) => callOf(bytes)),
  );
  const parents = linkKeys(calls);
  const people = new Map<string, Gathered>();
  const ids = new Set<string>();
  const orders = new Set<string>();
  const products = new Set<string>();
  for (const call of calls) {
    if (ids.has(call.messageId) || dead.has(call.messageId)) continue;
    ids.add(call.messageId);
    const root = rootOf(parents, keyOf(call));
    const person = people.get(root) ?? new Gathered();
    people.set(root, person);
    person.take(call);
    if (call.event === "Order Completed") orders.add(call.messageId);
    for (const { product_id } of [call.properties ?? {}, ...(call.properties?.products ?? [])])
      if (product_id !== undefined) products.add(product_id);
  }
  const leavers = new Set<string>();
  for (const person of people.values()) {
    if (person.cartSince !== undefined && person.cartSince + CART_WAIT_MS <= now)
      for (const key of person.keys) leavers.add(key);
  }
  return { clusters: [...people.values()].map((person) => person.toExpected()), ids, orders, leavers, products };
}

class Gathered {
  readonly keys = new Set<string>();
  readonly #ids: string[] = [];
  #views = 0;
  #cartAdds = 0;
  #orders = 0;
  #revenue = 0;
  /** Time of the last addition to the cart since the last order. */
  cartSince: number | undefined;

  take(call: Call): void {
    this.keys.add(keyOf(call));
    this.#ids.push(call.messageId);
    if (call.event === "Product Viewed") this.#views++;
    if (call.event === "Product Added") {
      this.#cartAdds++;
      this.cartSince = Date.parse(call.timestamp);
    }
    if (call.event === "Order Completed") {
      this.#orders++;
      this.#revenue += call.properties?.revenue ?? 0;
      this.cartSince = undefined;
    }
  }

  toExpected(): ExpectedPerson {
    return {
      keys: [...this.keys],
      ids: this.#ids,
      views: this.#views,
      cartAdds: this.#cartAdds,
      orders: this.#orders,
      revenue: this.#revenue,
    };
  }
}

function keyOf(call: Call): string {
  return call.userId === undefined ? `a:${call.anonymousId}` : `u:${call.userId}`;
}

/** Union by identify calls that name both ids. */
function linkKeys(calls: readonly Call[]): Map<string, string> {
  const parents = new Map<string, string>();
  for (const { type, userId, anonymousId } of calls) {
    if (type !== "identify" || userId === undefined || anonymousId === undefined) continue;
    const [a, u] = [rootOf(parents, `a:${anonymousId}`), rootOf(parents, `u:${userId}`)];
    if (a !== u) parents.set(a, u);
  }
  return parents;
}

function rootOf(parents: ReadonlyMap<string, string>, key: string): string {
  let root = key;
  for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
  return root;
}
