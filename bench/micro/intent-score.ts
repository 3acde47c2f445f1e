/**
 * What scoring intent adds to an event: two engines take in the same events of the same crowd, batch by batch in turn, one of them with the model that
 * Attune ships. The difference holds all of it: reading the features, the network, calibration, and keeping the scores in the profile.
 */
import type { EngineContext } from "../../src/domain/context.js";
import { NO_SCORING, type Scoring } from "../../src/domain/scoring.js";
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

export interface IntentScoreResult extends MicroResult {
  readonly version: string;
  /** CPU us an event, median over batches: without a model, and what it adds. */
  readonly stepUs: number;
  readonly addedUs: number;
}

export async function benchIntentScore(
  say: (text: string) => void,
  context: EngineContext,
  { warmup = 100_000, measured = 150_000, model }: { warmup?: number; measured?: number; model?: DenseModel } = {},
): Promise<IntentScoreResult> {
  const scoring = await scoringWith(model ?? (await shippedModel()));
  const [plain, scored] = [crowdOf(context), crowdOf({ ...context, scoring })];
  const load = new LoadGenerator(7, 1, "crowd");
  const steps: number[] = [];
  const added: number[] = [];
  for (let done = 0; done < warmup + measured; done += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, i) => nextEvent(load, START + (done + i) * EVERY_MS));
    const isPlainFirst = (done / BATCH) % 2 === 0;
    const first = cpuUs(() => (isPlainFirst ? plain : scored)(batch));
    const second = cpuUs(() => (isPlainFirst ? scored : plain)(batch));
    if (done < warmup) continue;
    const [without, with_] = isPlainFirst ? [first, second] : [second, first];
    steps.push(without / BATCH);
    added.push((with_ - without) / BATCH);
  }
  steps.sort((a, b) => a - b);
  added.sort((a, b) => a - b);
  const at = (values: readonly number[], share: number): number => values[Math.floor(values.length * share)] as number;
  const [stepUs, addedUs] = [at(steps, 0.5), at(added, 0.5)];
  const { version } = scoring.intent;
  say(`intent ${version}: ${addedUs.toFixed(2)} us an event, beside ${stepUs.toFixed(2)} us without it`);
  return {
    name: "intent score",
    perSecond: Math.round(1e6 / addedUs),
    p50Ms: addedUs / 1_000,
    p99Ms: at(added, 0.99) / 1_000,
    version,
    stepUs,
    addedUs,
  };
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
