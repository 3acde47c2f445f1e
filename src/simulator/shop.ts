import { makeCatalogue } from "./catalogue.js";
import { mergeByTime, type Timed } from "./merge-by-time.js";
import type { SegmentCall } from "./segment-call.js";
import { visit, type Shop } from "./visit.js";
import { makeVisitor, nextVisit } from "./visitor.js";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Part of the visits after which somebody is never seen again, and somebody new comes. */
const LEAVES_FOR_GOOD = 0.06;
/** Part of those who left a cart behind that come back for it within a day. */
const COMES_BACK_FOR_CART = 0.35;

export interface ShopOptions {
  /** A whole number: the same options give the same calls, byte for byte. */
  readonly seed: number;
  /** How many come to the shop at a time. */
  readonly people: number;
  /** The first midnight, ms since the epoch; hours of the day are UTC. */
  readonly start: number;
  /** No visit begins later than this many days after `start`; Infinity never ends. */
  readonly days: number;
}

/**
 * A seeded shop: visitors arrive anonymously, browse, search, fill carts, save, buy, fall silent; more than half have an account and log in at
 * some time, a third of those on two devices. Yields their calls in order of time, as Segment's SDKs would send them.
 *
 * It knows nothing of Attune: it shares no constant with the engine, so that what it shows is what the engine found.
 */
export function* simulateShop(options: ShopOptions): Generator<SegmentCall> {
  const catalogue = makeCatalogue(options.seed);
  const categories = [...new Set(catalogue.map((product) => product.category))];
  const shop: Shop = {
    byCategory: new Map(
      categories.map((category) => [category, catalogue.filter((product) => product.category === category)]),
    ),
  };
  const lives = Array.from({ length: options.people }, (_, place) => life(options, place, shop, categories));
  for (const { value } of mergeByTime(lives)) yield value;
}

/** All calls of one place among the shop's people: of one person, and of the next one when that one has left for good. */
function* life(
  options: ShopOptions,
  place: number,
  shop: Shop,
  categories: readonly string[],
): Generator<Timed<SegmentCall>> {
  const end = options.start + options.days * DAY_MS;
  let time = options.start - HOUR_MS;
  for (let generation = 0; ; generation++) {
    const visitor = makeVisitor(options.seed, place, generation, categories);
    const { random } = visitor;
    // As if the shop had been open for long: the first visit lies anywhere within their usual pause.
    time = nextVisit(visitor, time, random.between(0, visitor.meanGapMs));
    do {
      if (time >= end) return;
      const calls = visit(visitor, random.pick(visitor.devices), shop, time);
      let call = calls.next();
      while (call.done !== true) {
        yield { time: Date.parse(call.value.timestamp), value: call.value };
        call = calls.next();
      }
      time =
        call.value.cartLeft && random.chance(COMES_BACK_FOR_CART)
          ? call.value.time + Math.round(random.between(2, 20) * HOUR_MS)
          : nextVisit(visitor, call.value.time, visitor.meanGapMs);
    } while (!random.chance(LEAVES_FOR_GOOD));
  }
}
