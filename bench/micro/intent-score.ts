/**
 * What scoring intent adds to an event: three engines take in the same events of the same crowd, batch by batch in turn. One scores nothing, one keeps and
 * samples what a model says that always says the same, one has the model that Attune ships. The last less the second is the score (features, network,
 * calibration); the last less the first is all of it, with larger profiles and what is collected of them.
 */
import type { EngineContext } from "../../src/domain/context.js";
import { type IntentScores, NO_SCORING, type Scoring } from "../../src/domain/scoring.js";
import type { SegmentEvent } from "../../src/domain/event.js";
import type { PersonKey } from "../../src/domain/person.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { type DenseModel, denseStore, intentModelOf, openNetwork } from "../../src/models/dense/index.js";
import { shippedModels } from "../../src/models/versions/shipped-models.js";
import { A_PARTITION } from "../../test/harness/engine-context.js";
import { LoadGenerator } from "../load/events.js";
import { cpuUs, nextEvent } from "./engine-crowd.js";
import type { MicroResult } from "./engine-step.js";

const BATCH = 512;
const START = 1_772_445_600_000;
const EVERY_MS = 70;
const SAME: IntentScores = { session: 0.1, day: 0.1, churn: 0.1 };

export interface IntentScoreResult extends MicroResult {
  readonly version: string;
  /** CPU us an event, median over batches: without a model, what the score costs, and all that scoring adds. */
  readonly stepUs: number;
  readonly scoreUs: number;
  readonly addedUs: number;
}

export async function benchIntentScore(
  say: (text: string) => void,
  context: EngineContext,
  { warmup = 100_000, measured = 150_000, model }: { warmup?: number; measured?: number; model?: DenseModel } = {},
): Promise<IntentScoreResult> {
  const scoring = await scoringWith(model ?? (await shippedModel()));
  const { intent } = scoring;
  const constant = { ...scoring, intent: { version: intent.version, score: () => SAME } };
  const crowds = [NO_SCORING, constant, scoring].map((each) => crowdOf({ ...context, scoring: each }));
  const steps: number[] = [];
  const scores: number[] = [];
  const added: number[] = [];
  const load = new LoadGenerator(7, 1, "crowd");
  for (let done = 0, turn = 0; done < warmup + measured; done += BATCH, turn++) {
    const batch = Array.from({ length: BATCH }, (_, i) => nextEvent(load, START + (done + i) * EVERY_MS));
    const us = [0, 0, 0];
    for (let i = 0; i < crowds.length; i++) {
      const which = (turn + i) % crowds.length;
      us[which] = cpuUs(() => crowds[which]?.(batch)) / BATCH;
    }
    if (done < warmup) continue;
    const [without, kept, all] = us as [number, number, number];
    steps.push(without);
    scores.push(all - kept);
    added.push(all - without);
  }
  const [stepUs, scoreUs, addedUs] = [steps, scores, added].map((values) => quantile(values, 0.5)) as [
    number,
    number,
    number,
  ];
  const { version } = intent;
  say(
    `intent ${version}: the score ${scoreUs.toFixed(2)} us an event, all that it adds ${addedUs.toFixed(2)} us, beside ${stepUs.toFixed(2)} us without it`,
  );
  return {
    name: "intent score",
    perSecond: Math.round(1e6 / scoreUs),
    p50Ms: scoreUs / 1_000,
    p99Ms: quantile(scores, 0.99) / 1_000,
    version,
    stepUs,
    scoreUs,
    addedUs,
  };
}

function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length * share)] as number;
}

async function scoringWith(model: DenseModel): Promise<Scoring & Required<Pick<Scoring, "intent">>> {
  const intent = intentModelOf(model, await openNetwork(model));
  return { ...NO_SCORING, pin: { current: { intent: intent.version }, shadow: {} }, intent };
}

async function shippedModel(): Promise<DenseModel> {
  const store = denseStore(shippedModels(), "intent");
  return store.load((await store.current()) ?? "starter");
}

/** Takes a batch in. */
function crowdOf(context: EngineContext): (batch: readonly SegmentEvent[]) => void {
  const engine = createEngine(context);
  const people = new Map<PersonKey, Profile>();
  return (batch) => {
    for (const event of batch) {
      const { profile } = engine.step(people.get(event.person), event, A_PARTITION);
      if (profile !== undefined) people.set(event.person, profile);
    }
  };
}
