import { deliveryEvent } from "../../channels/dispatcher/delivery-events.js";
import type { EngineContext } from "../../domain/context.js";
import { isInternal, type PersonEvent, type TimerEvent } from "../../domain/event.js";
import type { Message } from "../../domain/message.js";
import type { PersonKey } from "../../domain/person.js";
import { isPopularity } from "../../domain/popularity.js";
import type { Recommender } from "../../domain/recommendation.js";
import type { Engine } from "../../domain/step.js";
import { DAY, HOUR } from "../../domain/time.js";
import { type Timer, timerEventId, timerId } from "../../domain/timer.js";
import { normaliseCall, parseEvent } from "../../domain/wire/index.js";
import { createEngine, type Profile } from "../../engine/index.js";
import { Agenda } from "../../simulator/agenda.js";
import type { Assortment, ShopCall } from "../../simulator/population/index.js";
import type { Sender, Sent } from "../../simulator/world/index.js";
import { PartitionStatistics } from "../../worker/statistics.js";
import { Recommending } from "./recommending.js";

/** How often what is learnt of everybody comes into force, and how often the recommender is trained: a worker does the first more often. */
const ROUND_MS = 6 * HOUR;
const TRAIN_MS = 14 * DAY;

export interface AttuneSenderParts {
  readonly context: EngineContext;
  readonly assortment: Assortment;
  readonly seed: number;
  /** When the story begins, and when it begins to speak, ms. */
  readonly from: number;
  readonly live: number;
}

/** Attune itself in virtual time: one partition's engine, its timers, what it learns of everybody, its recommender, and the check at sending. */
export class AttuneSender implements Sender {
  readonly #base: Engine<Profile>;
  readonly #statistics = new PartitionStatistics(0, 1);
  readonly #profiles = new Map<PersonKey, Profile>();
  /** By id: a timer that was moved or cleared is in the agenda still, and no longer here. */
  readonly #due = new Map<string, number>();
  readonly #timers = new Agenda<Timer>();
  /** Messages that wait for the end of quiet hours. */
  readonly #held = new Agenda<Message>();
  readonly #recommending: Recommending;
  #engine: Engine<Profile>;
  #round: number;
  #training: number;
  #leaving: Sent[] = [];

  constructor({ context, assortment, seed, from, live }: AttuneSenderParts) {
    this.#base = createEngine(context);
    this.#engine = this.#base;
    this.#recommending = new Recommending({ assortment, policy: context.recommendations, seed, start: from });
    this.#round = live;
    this.#training = live;
  }

  get next(): number {
    return Math.min(this.#timers.next, this.#held.next, this.#round);
  }

  hear(call: ShopCall, now: number, isHistory: boolean): readonly Sent[] {
    const newId = (): string => call.messageId;
    const checked = normaliseCall(call, { receivedAt: now, source: "simulator", history: isHistory, newId });
    if (!checked.ok) throw new Error(`a call of the population is refused: ${checked.message}`);
    const parsed = parseEvent(checked.payload, { storedAtMs: now, internal: false });
    if (!parsed.ok || isInternal(parsed.event)) throw new Error("a call of the population can't be read");
    this.#recommending.hear(parsed.event);
    this.#take(parsed.event, now);
    return this.#taken();
  }

  async wake(now: number): Promise<readonly Sent[]> {
    while (this.#timers.next <= now) this.#fire(this.#timers.take(), now);
    while (this.#held.next <= now) this.#send(this.#held.take(), now);
    if (this.#round <= now) {
      if (this.#training <= now) {
        await this.#recommending.train();
        this.#training = now + TRAIN_MS;
      }
      this.#learn(now);
      this.#round = now + ROUND_MS;
    }
    return this.#taken();
  }

  dispose(): void {
    this.#recommending.dispose();
  }

  #taken(): readonly Sent[] {
    if (this.#leaving.length === 0) return NOTHING;
    const leaving = this.#leaving;
    this.#leaving = [];
    return leaving;
  }

  /** One step, and the steps of others that follow from it. */
  #take(first: PersonEvent, now: number): void {
    const events = [first];
    for (const event of events) {
      const result = this.#engine.step(this.#profiles.get(event.person), event, this.#statistics);
      if (result.profile === undefined) this.#profiles.delete(event.person);
      else this.#profiles.set(event.person, result.profile);
      this.#statistics.addAll(result.statistics);
      for (const { timer, due } of result.timers) this.#set(timer, due);
      for (const effect of result.effects) {
        if (effect.kind === "event") events.push(effect.event);
        else if (effect.kind === "message") this.#send(effect.message, now);
      }
    }
  }

  #set(timer: Omit<Timer, "due">, due: number | null): void {
    const id = timerId(timer);
    if (due === null) {
      this.#due.delete(id);
      return;
    }
    this.#due.set(id, due);
    this.#timers.add(due, { ...timer, due });
  }

  #fire(timer: Timer | undefined, now: number): void {
    if (timer === undefined) return;
    const { person, kind, ref, due } = timer;
    const id = timerId(timer);
    if (this.#due.get(id) !== due) return;
    this.#due.delete(id);
    const event: TimerEvent = { type: "timer", id: timerEventId(id, due), person, time: due, hops: 0, kind, ref };
    this.#take(event, now);
  }

  /** Everything is checked again at the moment of sending, as the dispatcher does. */
  #send(message: Message | undefined, now: number): void {
    if (message === undefined) return;
    const check = this.#engine.recheck(this.#profiles.get(message.person), message, now);
    if (check.verdict === "send") this.#leaving.push(message);
    else if (check.verdict === "hold") this.#held.add(check.until, message);
    else if (check.verdict === "elsewhere") this.#send({ ...message, person: check.person }, now);
    else
      this.#take(
        deliveryEvent({ ...message, message: message.id }, "suppressed", { time: now, code: check.code }),
        now,
      );
  }

  /** What all have done so far comes into force: the population snapshot, what is popular, the newest model. */
  #learn(now: number): void {
    const all = this.#statistics.all();
    const shared = new Map([...all].filter(([name]) => !isPopularity(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
    const population = this.#engine.population(shared, now);
    const recommender: Recommender = this.#recommending.serve(all, now);
    this.#engine = this.#base.under(population).serving(recommender);
    this.#statistics.addAll(this.#engine.faded(all, now));
  }
}

const NOTHING: readonly Sent[] = [];
