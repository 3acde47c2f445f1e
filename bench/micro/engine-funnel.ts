/**
 * The whole funnel in memory: 30 actions, 20 segments, a crowd drawn from 20,000 people who come for days. First the profiles fill and the
 * population is learnt; then speed is measured; then the same again under a sampling profiler, for the share of each stage.
 */
import type { EngineContext } from "../../src/domain/context.js";
import type { PersonEvent } from "../../src/domain/event.js";
import type { PersonKey } from "../../src/domain/person.js";
import type { Engine, PartitionView, StepResult } from "../../src/domain/step.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { cpuUs as cpuUsOf, yardstick } from "./engine-crowd.js";
import { funnelContext } from "./funnel-context.js";
import { FunnelLoad } from "./funnel-load.js";
import { profileStages } from "./stage-profile.js";

const BATCH = 512;

export interface FunnelResult {
  readonly name: string;
  /** Events a second and core: of the CPU time of all threads, garbage collection too. */
  readonly perSecond: number;
  /** Of one step, by the clock. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuPerEventUs: number;
  /** The same of a fixed `JSON.parse`: what to compare with on a machine that others use too. */
  readonly yardstickUs: number;
  /** CPU by stage, us an event. What is collected includes the bench's own garbage. */
  readonly stages: readonly { readonly stage: string; readonly cpuPerEventUs: number }[];
  readonly people: number;
  readonly profileBytes: number;
  /** For each 1,000 events. */
  readonly decisions: number;
  readonly messages: number;
  readonly candidates: number;
  readonly timers: number;
}

export async function benchFunnel(
  say: (text: string) => void,
  { warmup = 300_000, measured = 150_000, context = funnelContext() } = {},
): Promise<FunnelResult> {
  const shop = new Shop(context);
  shop.run(warmup);
  shop.learn();
  shop.run(BATCH * 20);
  const { cpuUs, yardstickUs, latencies, decisions, messages, candidates, timers, events } = shop.run(measured);
  const shares = await profileStages(() => void shop.run(measured));
  const cpuPerEventUs = cpuUs / events;
  const stages = shares
    .filter(({ share }) => share >= 0.001)
    .map(({ stage, share }) => ({ stage, cpuPerEventUs: round(share * cpuPerEventUs) }));
  latencies.sort();
  const result: FunnelResult = {
    name: `full funnel, ${context.actions.length} actions, ${context.segments.length} segments`,
    perSecond: Math.round(1e6 / cpuPerEventUs),
    p50Ms: latencies[Math.floor(events * 0.5)] as number,
    p99Ms: latencies[Math.floor(events * 0.99)] as number,
    cpuPerEventUs: round(cpuPerEventUs),
    yardstickUs: round(yardstickUs / events),
    stages,
    ...shop.size(),
    decisions: round((1000 * decisions) / events),
    messages: round((1000 * messages) / events),
    candidates: round((1000 * candidates) / events),
    timers: round((1000 * timers) / events),
  };
  say(`${result.name}: ${result.perSecond} events/s a core, ${result.cpuPerEventUs} us an event`);
  for (const { stage, cpuPerEventUs } of stages) say(`  ${stage.padEnd(20)} ${cpuPerEventUs.toFixed(2)} us`);
  return result;
}

/** One partition of a shop, in memory. */
class Shop {
  readonly #load = new FunnelLoad();
  readonly #crowd = new Map<PersonKey, Profile>();
  readonly #statistics = new Map<string, Map<string, number>>();
  readonly #partition: PartitionView = {
    partition: 0,
    partitions: 1,
    statistic: (group, key) => this.#statistics.get(group)?.get(key) ?? 0,
  };
  #engine: Engine<Profile>;
  #time = 0;

  constructor(context: EngineContext) {
    this.#engine = createEngine(context);
  }

  run(count: number) {
    const latencies = new Float64Array(count);
    const sum = { decisions: 0, messages: 0, candidates: 0, timers: 0 };
    let cpuUs = 0;
    let yardstickUs = 0;
    let events = 0;
    while (events < count) {
      const batch = this.#load.next(Math.min(BATCH, count - events)).slice(0, count - events);
      const results: StepResult<Profile>[] = [];
      cpuUs += cpuUsOf(() => {
        for (const event of batch) results.push(this.#step(event, latencies, events++));
      });
      yardstickUs += cpuUsOf(yardstick);
      for (const result of results) this.#answer(result, sum);
    }
    return { cpuUs, yardstickUs, latencies, events, ...sum };
  }

  /** The population as the partition's statistics have it by now. */
  learn(): void {
    this.#engine = this.#engine.under(this.#engine.population(this.#statistics, this.#time));
  }

  size(): { people: number; profileBytes: number } {
    let bytes = 0;
    for (const profile of this.#crowd.values()) bytes += this.#engine.encode(profile).length;
    return { people: this.#crowd.size, profileBytes: Math.round(bytes / this.#crowd.size) };
  }

  #step(event: PersonEvent, latencies: Float64Array, at: number): StepResult<Profile> {
    const begin = performance.now();
    const result = this.#engine.step(this.#crowd.get(event.person), event, this.#partition);
    if (result.profile !== undefined) this.#crowd.set(event.person, result.profile);
    for (const [group, added] of result.statistics) this.#add(group, added);
    latencies[at] = performance.now() - begin;
    this.#time = event.time;
    return result;
  }

  /** As a worker does: the next step sees what this one added. */
  #add(group: string, added: ReadonlyMap<string, number>): void {
    let known = this.#statistics.get(group);
    if (known === undefined) this.#statistics.set(group, (known = new Map()));
    for (const [key, by] of added) known.set(key, (known.get(key) ?? 0) + by);
  }

  #answer(
    { timers, effects }: StepResult<Profile>,
    sum: Record<"decisions" | "messages" | "candidates" | "timers", number>,
  ) {
    const messages = effects.flatMap((effect) => (effect.kind === "message" ? [effect.message] : []));
    for (const effect of effects) {
      if (effect.kind !== "decision") continue;
      sum.decisions++;
      sum.candidates += effect.decision.candidates.length;
    }
    sum.messages += messages.length;
    sum.timers += timers.length;
    this.#load.answer(timers, messages);
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
