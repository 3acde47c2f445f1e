/**
 * The engine alone, in memory. First the full funnel (engine-funnel.ts). Then what a step and a profile's bytes cost under a small configuration:
 * a few people, all in the processor's cache, by kind of event, with profiles as full as a regular customer's; and a crowd (engine-crowd.ts),
 * which is what a worker meets.
 */
import type { EngineContext } from "../../src/domain/context.js";
import type { JsonObject, SegmentEvent } from "../../src/domain/event.js";
import { knownPerson } from "../../src/domain/person.js";
import { MINUTE } from "../../src/domain/time.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { A_PARTITION, anEngineContext } from "../../test/harness/engine-context.js";
import { benchCrowd, type CrowdResult, describeCrowd } from "./engine-crowd.js";
import { benchFunnel, type FunnelResult } from "./engine-funnel.js";
import { benchIntentScore } from "./intent-score.js";

const PEOPLE = 500;
const EVENTS_EACH = 60;
const ROUNDS = 40;
const START = 1_772_445_600_000;

export interface MicroResult {
  readonly name: string;
  readonly perSecond: number;
  /** Medians and 99th percentiles of rounds of one operation for each person, per operation. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function benchEngine(
  say: (text: string) => void,
  context: EngineContext = anEngineContext(),
): Promise<{
  profileBytes: number;
  results: MicroResult[];
  funnel: Omit<FunnelResult, keyof MicroResult>;
  crowd: CrowdResult;
}> {
  const { name, perSecond, p50Ms, p99Ms, ...funnel } = await benchFunnel(say);
  const engine = createEngine(context);
  const people: Profile[] = [];
  for (let person = 0; person < PEOPLE; person++) {
    let profile: Profile | undefined;
    for (let n = 0; n < EVENTS_EACH; n++) profile = engine.step(profile, anyEvent(person, n), A_PARTITION).profile;
    if (profile !== undefined) people.push(profile);
  }
  const stored = people.map((profile) => engine.encode(profile));
  const profileBytes = Math.round(stored.reduce((sum, bytes) => sum + bytes.length, 0) / stored.length);
  say(`profiles of ${profileBytes} bytes after ${EVENTS_EACH} events`);

  let turn = EVENTS_EACH;
  const live = people.slice();
  const stepAll = (make: (person: number, n: number) => SegmentEvent) => {
    turn++;
    const events = live.map((_, person) => make(person, turn));
    return () =>
      events.forEach((event, person) => {
        const { profile } = engine.step(live[person], event, A_PARTITION);
        if (profile !== undefined) live[person] = profile;
      });
  };
  const results = [
    measure("step, page view", () => stepAll(page)),
    measure("step, product view", () => stepAll(view)),
    measure("step, product added", () => stepAll(add)),
    measure("encode after one product view", () => {
      stepAll(view)();
      return () => live.forEach((profile) => engine.encode(profile));
    }),
    measure("step and encode, product view", () => {
      const run = stepAll(view);
      return () => {
        run();
        live.forEach((profile) => engine.encode(profile));
      };
    }),
    measure("decode, then step, product view", () => {
      const events = live.map((_, person) => view(person, turn + 1));
      return () =>
        events.forEach((event, person) => engine.step(engine.decode(stored[person] as Uint8Array), event, A_PARTITION));
    }),
  ];
  for (const { name, perSecond } of results) say(`${name.padEnd(34)} ${(1e6 / perSecond).toFixed(2)} us`);
  const crowd = benchCrowd(context);
  say(describeCrowd(crowd));
  const scored = await benchIntentScore(say, context);
  return { profileBytes, results: [{ name, perSecond, p50Ms, p99Ms }, ...results, scored], funnel, crowd };
}

/** `prepare` makes a round of one operation for each person; only the round is timed. The first half warms up. */
function measure(name: string, prepare: () => () => void): MicroResult {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS * 2; round++) {
    const run = prepare();
    const begin = performance.now();
    run();
    if (round >= ROUNDS) times.push((performance.now() - begin) / PEOPLE);
  }
  times.sort((a, b) => a - b);
  const p50Ms = times[Math.floor(times.length / 2)] as number;
  return { name, perSecond: Math.round(1000 / p50Ms), p50Ms, p99Ms: times[Math.floor(times.length * 0.99)] as number };
}

function anyEvent(person: number, n: number): SegmentEvent {
  if (n === 0)
    return event(person, n, {
      type: "identify",
      traits: { email: `p${person}@example.com`, firstName: "Ada", consent: { email: true } },
    });
  if (n % 29 === 0)
    return event(person, n, {
      name: "Order Completed",
      properties: { order_id: `o-${n}`, revenue: 42.5, products: [product(n)] },
    });
  if (n % 11 === 0) return add(person, n);
  return n % 4 === 0 ? page(person, n) : view(person, n);
}

const page = (person: number, n: number): SegmentEvent => event(person, n, { type: "page", name: "Home" });
const view = (person: number, n: number): SegmentEvent =>
  event(person, n, { name: "Product Viewed", properties: product(person + n) });
const add = (person: number, n: number): SegmentEvent =>
  event(person, n, { name: "Product Added", properties: product(n % 5) });

function product(n: number): JsonObject {
  const k = n % 300;
  return {
    product_id: `sku-${10_000 + k}`,
    name: `Running shoe ${k}`,
    category: `shoes-${k % 12}`,
    brand: `brand${k % 9}`,
    price: 20 + (k % 80) + 0.95,
  };
}

function event(person: number, n: number, rest: Partial<SegmentEvent>): SegmentEvent {
  return {
    id: `7f9c24e8-3b12-4fef-91e0-${(person * 100_000 + n).toString(16).padStart(12, "0")}`,
    person: knownPerson(`customer-${person}`),
    time: START + n * 7 * MINUTE,
    hops: 0,
    type: "track",
    name: "",
    properties: {},
    traits: {},
    context: {},
    source: "site",
    history: false,
    silent: false,
    userId: `customer-${person}`,
    ...rest,
  };
}
