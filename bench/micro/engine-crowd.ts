/**
 * The engine alone with more people than the processor's caches hold: 20,000, in the order in which a shop's events come. What it costs
 * there is what a worker pays: reading a profile is a miss of the cache, and what a step leaves behind is the collector's work.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { EngineContext } from "../../src/domain/context.js";
import type { SegmentEvent } from "../../src/domain/event.js";
import type { PersonKey } from "../../src/domain/person.js";
import { parseEvent } from "../../src/domain/wire/index.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { A_PARTITION } from "../../test/harness/engine-context.js";
import { LoadGenerator } from "../load/events.js";

const START = 1_772_445_600_000;
/** Event time between two events of the whole shop: about 4 hours pass for 200,000 events. */
const EVERY_MS = 70;
const BATCH = 512;
/** A worker writes the people touched since its last checkpoint. */
const CHECKPOINT = 4096;

export interface CrowdResult {
  readonly people: number;
  /** CPU time of all threads (so with garbage collection), us an event; encode: of the people touched, spread over the events. */
  readonly stepUs: number;
  readonly encodeUs: number;
  /** The same of a fixed `JSON.parse`, taken in between: what to compare with on a machine that others use too. */
  readonly yardstickUs: number;
  readonly profileBytes: number;
  /** Memory of one profile that is kept: heap and buffers. */
  readonly keptBytes: number;
}

export function benchCrowd(context: EngineContext, warmup = 300_000, measured = 150_000): CrowdResult {
  const engine = createEngine(context);
  const load = new LoadGenerator(7, 1, "crowd");
  const crowd = new Map<PersonKey, Profile>();
  const spent = { step: 0, encode: 0, yardstick: 0 };
  const touched = new Set<PersonKey>();
  const before = inUse();
  for (let done = 0; done < warmup + measured; done += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, i) => nextEvent(load, START + (done + i) * EVERY_MS));
    const counts = done >= warmup;
    const step = cpuUs(() => {
      for (const event of batch) {
        const { profile } = engine.step(crowd.get(event.person), event, A_PARTITION);
        if (profile !== undefined) crowd.set(event.person, profile);
      }
    });
    for (const { person } of batch) touched.add(person);
    let encode = 0;
    if ((done / BATCH) % (CHECKPOINT / BATCH) === 0) {
      encode = cpuUs(() => {
        for (const person of touched) engine.encode(crowd.get(person) as Profile);
      });
      touched.clear();
    }
    if (!counts) continue;
    spent.step += step;
    spent.encode += encode;
    spent.yardstick += cpuUs(yardstick);
  }
  const keptBytes = Math.round((inUse() - before) / crowd.size);
  const stored = [...crowd.values()].reduce((sum, profile) => sum + engine.encode(profile).length, 0);
  return {
    people: crowd.size,
    stepUs: spent.step / measured,
    encodeUs: spent.encode / measured,
    yardstickUs: spent.yardstick / measured,
    profileBytes: Math.round(stored / crowd.size),
    keptBytes,
  };
}

export function describeCrowd(result: CrowdResult): string {
  const { people, stepUs, encodeUs, yardstickUs, profileBytes, keptBytes } = result;
  return (
    `${people} people: step ${stepUs.toFixed(2)} us, encode ${encodeUs.toFixed(2)} us an event, both ` +
    `${((stepUs + encodeUs) / yardstickUs).toFixed(2)} times a JSON.parse (${yardstickUs.toFixed(2)} us); ` +
    `${profileBytes} bytes stored, ${keptBytes} bytes kept in memory`
  );
}

const YARDSTICK = JSON.stringify({ messageId: "x-1", event: "Product Viewed", properties: { id: "sku-1", price: 20 } });

export function yardstick(): void {
  for (let i = 0; i < BATCH; i++) JSON.parse(YARDSTICK);
}

/** What the shop's visitors do next, as the worker would read it. */
export function nextEvent(load: LoadGenerator, time: number): SegmentEvent {
  const { entry } = load.next(time);
  const parsed = parseEvent(entry.payload, { storedAtMs: time, internal: false });
  if (!parsed.ok) throw new Error(`the load's own event was refused: ${parsed.code}`);
  return parsed.event as SegmentEvent;
}

export function cpuUs(work: () => void): number {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return user + system;
}

/** After two full collections: buffers are freed by the second. */
function inUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
