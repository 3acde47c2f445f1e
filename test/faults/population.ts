import { seededRandom } from "./seeded-random.js";

/** One call of a site, as it would be sent. `copy` > 0: the same call again, past the log's own deduplication. */
export interface PlannedCall {
  readonly call: Readonly<Record<string, unknown>>;
  readonly id: string;
  readonly copy: number;
}

export interface PopulationOptions {
  readonly seed: number;
  /** Calls, about: a person's last ones are not cut off. */
  readonly events: number;
  readonly people: number;
  /** Shares of the people. Mergers begin as anonymous visitors, identify themselves, and some of their anonymous calls come late. */
  readonly mergers: number;
  readonly visitors: number;
  /** Share of calls that come a second time a little later. */
  readonly duplicates: number;
  /** Every so many calls somebody leaves a cart, half a day and more ago; 0 = nobody. */
  readonly abandonEvery: number;
  /** ms; the first call's time. */
  readonly begin: number;
  /** Prefix of ids, so that two loads into one log are different people. */
  readonly name: string;
}

const DAY_MS = 86_400_000;
/** Calls of the present are so far apart: nobody's orders come near the cap. */
const CALL_EVERY_MS = 2;
const COPY_WITHIN_CALLS = 60;

type Kind = "shopper" | "visitor" | "merger";

interface Actor {
  readonly kind: Kind;
  readonly number: number;
  calls: number;
  /** Calls before a merger identifies itself. */
  readonly identifiesAfter: number;
  identified: boolean;
}

/** The calls of a seeded population, in the order in which they are sent. The same options give the same calls. */
export function* planCalls(options: PopulationOptions): Generator<PlannedCall> {
  const random = seededRandom(options.seed);
  const actors = Array.from({ length: options.people }, (_, number) => actor(options, number, random));
  const copies: { due: number; planned: PlannedCall }[] = [];
  let carts = 0;
  for (let index = 0; index < options.events; index++) {
    while (copies[0] !== undefined && copies[0].due <= index)
      yield (copies.shift() as { planned: PlannedCall }).planned;
    if (options.abandonEvery > 0 && index % options.abandonEvery === options.abandonEvery - 1) {
      yield* abandonedCart(options, carts++, random);
      continue;
    }
    // Some people are far busier than others.
    const who = actors[Math.floor(random() ** 1.6 * actors.length)] as Actor;
    const planned = nextCall(options, who, index, random);
    yield planned;
    if (random() < options.duplicates) {
      copies.push({ due: index + 1 + Math.floor(random() * COPY_WITHIN_CALLS), planned: { ...planned, copy: 1 } });
      copies.sort((a, b) => a.due - b.due);
    }
  }
  for (const { planned } of copies) yield planned;
}

function actor(options: PopulationOptions, number: number, random: () => number): Actor {
  const draw = random();
  const kind: Kind =
    draw < options.mergers ? "merger" : draw < options.mergers + options.visitors ? "visitor" : "shopper";
  return { kind, number, calls: 0, identifiesAfter: 2 + Math.floor(random() * 6), identified: false };
}

function nextCall(options: PopulationOptions, who: Actor, index: number, random: () => number): PlannedCall {
  const { name, begin } = options;
  const userId = `${name}-person-${who.number}`;
  const anonymousId = `${name}-device-${who.number}`;
  const sender = { id: `${name}-${index}`, time: begin + index * CALL_EVERY_MS };
  who.calls++;
  if (who.kind === "visitor") return plan({ ...sender, anonymousId }, browse(random, false));
  if (who.kind === "shopper") return plan({ ...sender, userId }, browse(random, true));
  if (!who.identified && who.calls > who.identifiesAfter) {
    who.identified = true;
    return plan({ ...sender, userId, anonymousId }, { type: "identify", traits: { plan: "gold" } });
  }
  // A call of the device that comes after it was linked: it is forwarded to the person.
  const isAnonymous = !who.identified || random() < 0.2;
  return plan({ ...sender, ...(isAnonymous ? { anonymousId } : { userId, anonymousId }) }, browse(random, false));
}

type Sender = { id: string; time: number; userId?: string; anonymousId?: string };

function plan({ id, time, ...ids }: Sender, rest: Record<string, unknown>): PlannedCall {
  return { id, copy: 0, call: { ...rest, ...ids, messageId: id, timestamp: new Date(time).toISOString() } };
}

/** Views, carts (of people who don't merge: a cart belongs to one profile) and orders. */
function browse(random: () => number, usesCart: boolean): Record<string, unknown> {
  const product = `product-${Math.floor(random() * 500)}`;
  const draw = random();
  if (draw < 0.15) {
    const value = 1 + Math.floor(random() * 200);
    const order = Math.floor(random() * 2 ** 40).toString(36);
    return track("Order Completed", {
      order_id: order,
      total: value,
      revenue: value,
      products: [{ product_id: product }],
    });
  }
  const about = { product_id: product, category: `category-${product.length}`, price: 10, quantity: 1 };
  return track(draw < 0.4 && usesCart ? "Product Added" : "Product Viewed", about);
}

function* abandonedCart(options: PopulationOptions, number: number, random: () => number): Generator<PlannedCall> {
  const userId = `${options.name}-leaver-${number}`;
  const time = options.begin - DAY_MS + number;
  const product_id = `product-${Math.floor(random() * 500)}`;
  for (const [step, event] of ["Product Viewed", "Product Added"].entries()) {
    const id = `${options.name}-cart-${number}-${step}`;
    yield plan({ id, time: time + step * 1000, userId }, track(event, { product_id, price: 10, quantity: 1 }));
  }
}

function track(event: string, properties: Record<string, unknown>): Record<string, unknown> {
  return { type: "track", event, properties };
}
