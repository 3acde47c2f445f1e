import type { EngineContext } from "../../src/domain/context.js";
import type { Decision } from "../../src/domain/decision.js";
import type { PersonEvent } from "../../src/domain/event.js";
import type { Message } from "../../src/domain/message.js";
import type { Plan } from "../../src/domain/profile.js";
import type { Effect, StepResult } from "../../src/domain/step.js";
import type { Timer } from "../../src/domain/timer.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { PartitionStatistics } from "../../src/worker/statistics.js";
import { A_PARTITION, anEngineContext, aTimerEvent } from "./engine-context.js";

/** One person's events told to the engine alone, with the state's timers beside: what a partition's owner does, in memory. */
export class EngineStory {
  readonly engine;
  readonly partition = new PartitionStatistics(A_PARTITION.partition, A_PARTITION.partitions);
  profile: Profile | undefined;
  readonly results: StepResult<Profile>[] = [];
  readonly timers = new Map<string, Timer>();

  constructor(context: EngineContext = anEngineContext()) {
    this.engine = createEngine(context);
  }

  /** Each event as it comes; timers that are due are noticed by it. */
  take(...events: readonly PersonEvent[]): this {
    for (const event of events) {
      const result = this.engine.step(this.profile, event, this.partition);
      this.profile = result.profile;
      this.results.push(result);
      this.partition.addAll(result.statistics);
      for (const { timer, due } of result.timers) {
        const id = `${timer.kind}/${timer.ref}`;
        if (due === null) this.timers.delete(id);
        else this.timers.set(id, { ...timer, due });
      }
    }
    return this;
  }

  /** All timers that are due by then come back through the log, one after the other. */
  advance(time: number): this {
    for (let fired = 0; fired < 10_000; fired++) {
      const next = [...this.timers.values()].filter(({ due }) => due <= time).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) return this;
      this.take(aTimerEvent(next.person, next.kind, next.ref, next.due));
    }
    throw new Error("timers fire for ever");
  }

  get last(): StepResult<Profile> {
    return this.results.at(-1) as StepResult<Profile>;
  }

  get effects(): Effect[] {
    return this.results.flatMap((result) => result.effects);
  }

  get messages(): Message[] {
    return this.effects.flatMap((effect) => (effect.kind === "message" ? [effect.message] : []));
  }

  get decisions(): Decision[] {
    return this.effects.flatMap((effect) => (effect.kind === "decision" ? [effect.decision] : []));
  }

  /** The actions of the messages, in order. */
  get said(): string[] {
    return this.messages.map((message) => message.action);
  }

  plans(kind?: string): readonly Plan[] {
    const open = this.profile?.read("plans").open ?? [];
    return kind === undefined ? open : open.filter((plan) => plan.kind === kind);
  }

  total(name: string): number {
    return this.results.reduce((sum, result) => sum + (result.totals.get(name) ?? 0), 0);
  }

  statistic(group: string, key: string): number {
    return this.results.reduce((sum, result) => sum + (result.statistics.get(group)?.get(key) ?? 0), 0);
  }
}
