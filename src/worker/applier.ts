import type { AttuneEvent, ContextEvent, PersonEvent } from "../domain/event.js";
import { isInternal } from "../domain/event.js";
import { partitionOfToken, personToken, type PersonKey } from "../domain/person.js";
import type { ScoringPin } from "../domain/scoring.js";
import type { StepResult } from "../domain/step.js";
import { timerId } from "../domain/timer.js";
import { parseEvent } from "../domain/wire/index.js";
import type { ErrorCode } from "../domain/errors.js";
import { isAttuneError } from "../domain/errors.js";
import type { LogRecord } from "../ports/event-log.js";
import type { Ledger } from "./checkpoint.js";
import { deadOutbound, internalEvent, toOutbound } from "./effects.js";
import { EngineInForce, type EngineParts, type Pinned } from "./engine-in-force.js";
import { ObservedItems } from "./observed-items.js";
import type { CachedPerson, ProfileCache } from "./profile-cache.js";
import { replyAddress, replyOf } from "./replies.js";

/** A record as the owner sees it: an event for a person of this partition, one for another's or for nobody, or nothing that can be applied. */
export interface Decoded<TProfile> {
  readonly record: LogRecord;
  readonly event: AttuneEvent | undefined;
  readonly refusal: { readonly code: ErrorCode; readonly message: string } | undefined;
  /** Event time where there is an event, else the stored time, ms. */
  readonly time: number;
  /** Filled in by `load`: whose profile it changes; stays undefined when that person belongs to another partition, and where it is nobody's. */
  person: CachedPerson<TProfile> | undefined;
}

interface ApplierParts<TProfile> extends EngineParts<TProfile> {
  readonly log: { readonly partitions: number };
  readonly cache: ProfileCache<TProfile>;
  now(): number;
  /** Hears of every step that was taken. */
  readonly onStep?: (event: PersonEvent, result: StepResult<TProfile>) => void;
}

/** Applies records to the checkpoint in hand: the engine's step, and what becomes of an event that has no step. */
export class Applier<TProfile> {
  readonly #parts: ApplierParts<TProfile>;
  readonly #inForce: EngineInForce<TProfile>;
  readonly #observed = new ObservedItems();

  constructor(parts: ApplierParts<TProfile>) {
    this.#parts = parts;
    this.#inForce = new EngineInForce(parts);
  }

  /** From here on the engine is under this snapshot. @throws AttuneError ATTUNE_POPULATION_UNREADABLE: it stays as it was */
  enter(population: Uint8Array): void {
    this.#inForce.enter(population);
  }

  /**
   * From here on it works with what the pins name; where that can't be had there is an alarm, and what was in force stays. Resolves to what scores then,
   * where a pin says.
   */
  async pin(pinned: Pinned): Promise<ScoringPin | undefined> {
    await this.#inForce.resolve([pinned]);
    if (pinned.serving !== undefined) this.#inForce.serve(pinned.serving);
    return pinned.scoring === undefined ? undefined : this.#inForce.score(pinned.scoring);
  }

  /** The same checks for everyone who writes to the log, the collector included. */
  decode(record: LogRecord): Decoded<TProfile> {
    const storedAtMs = Math.floor(record.storedAt / 1000);
    const parsed = parseEvent(record.payload, { storedAtMs, internal: record.internal });
    if (parsed.ok) {
      const { event } = parsed;
      return { record, event, refusal: undefined, time: event.time, person: undefined };
    }
    return { record, event: undefined, refusal: parsed, time: storedAtMs, person: undefined };
  }

  /** Finds the profiles that a part of a batch (partsByPin) needs, those not in memory in one round trip, and what its pins name. */
  async load(batch: readonly Decoded<TProfile>[]): Promise<void> {
    const { partition, log, cache } = this.#parts;
    const missing = new Map<PersonKey, string>();
    const pinned: Pinned[] = [];
    for (const one of batch) {
      if (one.event === undefined) continue;
      if (one.event.type === "context") {
        if (one.event.serving !== undefined || one.event.scoring !== undefined) pinned.push(one.event);
        continue;
      }
      const { person } = one.event;
      one.person = cache.get(person);
      if (one.person !== undefined || missing.has(person)) continue;
      // Whoever is in memory is known to be ours; only of others is the partition computed.
      const token = personToken(person);
      if (partitionOfToken(token, log.partitions) === partition) missing.set(person, token);
    }
    if (pinned.length > 0) await this.#inForce.resolve(pinned);
    if (missing.size === 0) return;
    const loaded = await cache.load(missing);
    for (const one of batch) {
      if (one.event !== undefined && one.event.type !== "context") one.person ??= loaded.get(one.event.person);
    }
  }

  apply(one: Decoded<TProfile>, ledger: Ledger): void {
    const { event, refusal, record } = one;
    if (event === undefined) {
      const { code, message } = refusal ?? { code: "ATTUNE_EVENT_NOT_JSON" as const, message: "unreadable" };
      this.#dead(record, code, message, 1, undefined, ledger);
      return;
    }
    if (event.type === "context") {
      this.#takeContext(record, event, ledger);
      return;
    }
    const cached = one.person;
    if (cached === undefined) {
      const rightful = { ...event, hops: event.hops + 1 };
      ledger.checkpoint.outbound.push(internalEvent(rightful, this.#parts.log.partitions, replyAddress(record, event)));
      ledger.totals.add("misrouted");
      return;
    }
    if (cached.damage !== undefined) {
      this.#dead(record, "ATTUNE_PROFILE_UNREADABLE", cached.damage.message, 1, cached.token, ledger);
      answerNothing(record, event, ledger);
      return;
    }
    const result = this.#step(one, event, cached, ledger);
    if (result !== undefined) this.#take(result, one, event, cached, ledger);
  }

  /** The event took its owner down too often: it goes to the dead letters unapplied. */
  bury(record: LogRecord, attempts: number, ledger: Ledger): void {
    const reason = `its owner ended ${attempts} times while applying it`;
    this.#dead(record, "ATTUNE_EVENT_POISON", reason, attempts, undefined, ledger);
  }

  /** A snapshot that can't be read changes nothing: the engine goes on under the one before. */
  #takeContext(record: LogRecord, event: ContextEvent, ledger: Ledger): void {
    const { population, serving, scoring } = event;
    const { statistics } = ledger;
    try {
      if (population !== undefined) this.#inForce.enter(population);
    } catch (error) {
      this.#refuse(record, error, undefined, ledger);
      return;
    }
    if (population !== undefined) statistics.population = population;
    if (serving !== undefined && this.#inForce.serve(serving)) statistics.serving = serving;
    if (scoring !== undefined) statistics.scoring = this.#inForce.score(scoring);
    statistics.addAll(this.#inForce.engine.faded(statistics.all(), event.time));
    ledger.totals.add("internal");
  }

  #step(
    one: Decoded<TProfile>,
    event: PersonEvent,
    cached: CachedPerson<TProfile>,
    ledger: Ledger,
  ): StepResult<TProfile> | undefined {
    try {
      return this.#inForce.engine.step(cached.profile, event, ledger.statistics);
    } catch (error) {
      // The step is pure: a throw has changed nothing, so only this one event is lost to the dead letters.
      this.#refuse(one.record, error, cached.token, ledger);
      answerNothing(one.record, event, ledger);
      return undefined;
    }
  }

  #take(
    result: StepResult<TProfile>,
    one: Decoded<TProfile>,
    event: PersonEvent,
    cached: CachedPerson<TProfile>,
    ledger: Ledger,
  ): void {
    const { partition, log, cache, onStep } = this.#parts;
    const { checkpoint, totals, statistics } = ledger;
    const replyTo = replyAddress(one.record, event);
    let isHandedOn = false;
    if (result.profile !== cached.profile) {
      cache.change(event.person, cached, result.profile);
    }
    for (const { timer, due } of result.timers) checkpoint.timers.set(timerId(timer), due);
    for (const effect of result.effects) {
      if (effect.kind === "dead") {
        this.#dead(one.record, effect.code, effect.reason, 1, cached.token, ledger);
      } else if (effect.kind !== "item" || this.#observed.isNew(effect.entry)) {
        // What somebody waits for is decided elsewhere, and answered there.
        const isThis = effect.kind === "event" && effect.event.id === event.id;
        isHandedOn ||= isThis;
        const outbound = toOutbound(effect, partition, log.partitions, one.record.seq, isThis ? replyTo : undefined);
        checkpoint.outbound.push(outbound);
      }
    }
    if (replyTo !== undefined && !isHandedOn) checkpoint.replies.push(replyOf(replyTo, result.effects));
    if (result.totals.size > 0) totals.addAll(result.totals);
    if (result.statistics.size > 0) statistics.addAll(result.statistics);
    totals.reach(event.time);
    if (result.outcome !== "dead") totals.add(countOf(result.outcome, event));
    onStep?.(event, result);
  }

  #refuse(record: LogRecord, error: unknown, person: string | undefined, ledger: Ledger): void {
    const code = isAttuneError(error) ? error.code : "ATTUNE_STEP_FAILED";
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : "a value was thrown";
    this.#dead(record, code, reason, 1, person, ledger);
  }

  #dead(
    record: LogRecord,
    code: ErrorCode,
    reason: string,
    attempts: number,
    person: string | undefined,
    { checkpoint, totals }: Ledger,
  ): void {
    const { partition, now } = this.#parts;
    const headers = record.headers();
    const letter = {
      // The stored time makes the id unique even where a sequence is given out twice.
      id: `${partition}/${record.seq}/${record.storedAt}`,
      code,
      reason,
      partition,
      seq: record.seq,
      attempts,
      time: now(),
      payload: record.payload,
      ...(record.internal ? { internal: true } : {}),
      headers,
    };
    checkpoint.outbound.push(deadOutbound(letter, person ?? headers["attune-person"]));
    totals.add("dead");
  }
}

/** To whoever waits for what a refused event decides. */
function answerNothing(record: LogRecord, event: PersonEvent, { checkpoint }: Ledger): void {
  const replyTo = replyAddress(record, event);
  if (replyTo !== undefined) checkpoint.replies.push(replyOf(replyTo, []));
}

function countOf(outcome: Exclude<StepResult<unknown>["outcome"], "dead">, event: PersonEvent): string {
  switch (outcome) {
    case "event.duplicate":
      return "duplicates";
    case "event.forwarded":
      return "forwarded";
    case "timer.stale":
      return "internal";
    case "event.applied":
      return isInternal(event) ? "internal" : "applied";
  }
}
