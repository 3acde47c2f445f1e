import type { EngineContext } from "../domain/context.js";
import type { Decision } from "../domain/decision.js";
import { isAttuneError } from "../domain/errors.js";
import { partitionOfPerson, type PersonKey, personToken } from "../domain/person.js";
import type { Recommender } from "../domain/recommendation.js";
import type { ScoringPin } from "../domain/scoring.js";
import type { ServingPin, ServingSource } from "../domain/serving.js";
import type { PartitionView } from "../domain/step.js";
import { parseEvent } from "../domain/wire/index.js";
import { decodeDecision } from "../domain/wire/outbound.js";
import { createEngine, type Profile, readPopulation } from "../engine/index.js";
import type { Scene } from "../explain/index.js";
import type { EventLog } from "../ports/event-log.js";
import { isPinCode } from "../worker/alarm.js";
import type { PinSources } from "../worker/engine-in-force.js";
import { ScoringInForce } from "../worker/scoring-in-force.js";
import { readTopic } from "./read-topic.js";

/** Which code is given doesn't matter to what is decided; that none was left does, and the decision says so. */
const PARTITION: PartitionView = { partition: 0, partitions: 1, statistic: () => 0 };

/** The decision with this id, as it was recorded. */
export async function findDecision(log: EventLog, id: string): Promise<Decision | undefined> {
  for await (const { payload } of readTopic(log, "decisions")) {
    const decision = decodeDecision(payload);
    if (decision?.id === id) return decision;
  }
  return undefined;
}

/** A person's decisions that the log holds, oldest first. */
export async function decisionsOf(log: EventLog, person: PersonKey): Promise<Decision[]> {
  const token = personToken(person);
  const found: Decision[] = [];
  for await (const record of readTopic(log, "decisions")) {
    const whose = record.headers()["attune-person"];
    if (whose !== undefined && whose !== token) continue;
    const decision = decodeDecision(record.payload);
    if (decision?.person === person) found.push(decision);
  }
  return found;
}

/**
 * Runs the person's own events again, from the first that the log holds to the one in which the decision was made, and gives what stood before
 * that one. undefined: the log no longer holds what is needed. Reads one partition. Where nothing says what pins stand for, or one can't be had,
 * recommendations and scores stay what they were before it.
 */
export async function findScene(
  log: EventLog,
  base: EngineContext,
  decision: Decision,
  { serving, scoring }: PinSources = {},
): Promise<Scene | undefined> {
  const { person } = decision;
  const token = personToken(person);
  let context = base;
  let engine = createEngine(context);
  let profile: Profile | undefined;
  let pins: ServingPin[] = [];
  let scoringPins: ScoringPin[] = [];
  const models = new ScoringInForce(scoring);
  for await (const record of readTopic(log, "events", partitionOfPerson(person, log.partitions))) {
    const whose = record.headers()["attune-person"];
    if (whose !== undefined && whose !== token) continue;
    const parsed = parseEvent(record.payload, {
      storedAtMs: Math.floor(record.storedAt / 1_000),
      internal: record.internal,
    });
    if (!parsed.ok) continue;
    const { event } = parsed;
    if (event.type === "context") {
      if (event.serving !== undefined) pins.push(event.serving);
      if (event.scoring !== undefined) scoringPins.push(event.scoring);
      if (event.population === undefined) continue;
      context = { ...context, population: readPopulation(event.population) };
      engine = createEngine(context);
      continue;
    }
    if (event.person !== person) continue;
    const recommender = await lastOf(pins, serving);
    pins = [];
    if (recommender !== undefined) {
      context = { ...context, recommender };
      engine = createEngine(context);
    }
    if (scoringPins.length > 0) {
      for (const pin of scoringPins) {
        await models.resolve(pin);
        context = { ...context, scoring: models.enter(pin).scoring };
      }
      scoringPins = [];
      engine = createEngine(context);
    }
    const result = engine.step(profile, event, PARTITION);
    const isHere = result.effects.some((effect) => effect.kind === "decision" && effect.decision.id === decision.id);
    if (isHere)
      return { person, profile, event, context, decision: decision.id, usedUp: usedUpPools(decision, context) };
    profile = result.profile;
  }
  return undefined;
}

/** What the last pin stands for that can be had; those before it are not looked for. */
async function lastOf(
  pins: readonly ServingPin[],
  serving: ServingSource | undefined,
): Promise<Recommender | undefined> {
  for (const pin of pins.toReversed()) {
    const recommender = await serving?.resolve(pin).catch(unlessServing);
    if (recommender === undefined) continue;
    serving?.entered?.(pin);
    return recommender;
  }
  return undefined;
}

function unlessServing(error: unknown): undefined {
  if (!isAttuneError(error) || !isPinCode(error.code)) throw error;
}

function usedUpPools({ candidates }: Decision, { actions }: EngineContext): ReadonlySet<string> {
  const refused = new Set(
    candidates
      .filter(({ code }) => code === "coupon.none-left")
      .map(({ action, treatment }) => `${action}/${treatment}`),
  );
  const pools = new Set<string>();
  for (const { id, treatments, steps } of actions) {
    for (const treatment of [...treatments, ...steps.flatMap((step) => step.treatments)]) {
      if (treatment.coupon !== undefined && refused.has(`${id}/${treatment.id}`)) pools.add(treatment.coupon);
    }
  }
  return pools;
}
