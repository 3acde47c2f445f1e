import type { EngineContext } from "../../domain/context.js";
import type { Decision } from "../../domain/decision.js";
import type { PersonKey } from "../../domain/person.js";
import { AnswerReader } from "./answer.js";
import { OrderBook } from "./order-book.js";
import { type DecisionOutcome, outcomeOf, type Waiting } from "./outcome.js";
import type { Strays } from "./strays.js";
import type { WatchedStep } from "./watch-engine.js";

type Keep<K> = (decision: Decision, step: WatchedStep) => K | undefined;

/** One partition's steps, in their order, and what its decisions led to. */
export class PartitionOutcomes<K> {
  readonly #keep: Keep<K>;
  readonly #answers: AnswerReader;
  readonly #orders = new OrderBook();
  #waiting: Waiting<K>[] = [];
  /** By decision that chose an hour: the message that was said then. */
  readonly #later = new Map<string, string>();
  readonly #gave = new Map<PersonKey, PersonKey>();
  readonly #received = new Set<PersonKey>();
  /** The newest event's time, ms; imports of the past don't count. */
  newest = 0;

  constructor(context: EngineContext, keep: Keep<K>) {
    this.#keep = keep;
    this.#answers = new AnswerReader(context);
  }

  take(step: WatchedStep): void {
    const { event, result } = step;
    const isHistory = "history" in event && event.history;
    if (!isHistory && event.time > this.newest) this.newest = event.time;
    if (event.type === "erase") this.#waiting = this.#waiting.filter(({ person }) => person !== event.person);
    else if (event.type === "merge") this.#link(step);
    this.#answers.take(event, result.profile);
    this.#orders.take(step);
    for (const effect of result.effects) if (effect.kind === "decision") this.#wait(effect.decision, step);
  }

  /** At the partition's end. What may go on in another partition is left to `strays`. */
  *settle(withinMs: number, strays: Strays<K>): Generator<DecisionOutcome<K>> {
    const { answers } = this.#answers;
    for (const waiting of this.#waiting) {
      const { decision, person, time, message = this.#later.get(decision) } = waiting;
      const answer = message === undefined ? undefined : answers.get(message);
      this.#later.delete(decision);
      if (message !== undefined) answers.delete(message);
      if (this.#gave.has(person)) strays.add({ ...waiting, message }, answer);
      else
        yield outcomeOf(waiting, answer, this.#orders.within([person], time, time + withinMs), withinMs, this.newest);
    }
    strays.learn({ gave: this.#gave, received: this.#received, orders: this.#orders, answers, later: this.#later });
  }

  #wait(decision: Decision, step: WatchedStep): void {
    const { id, person, time, timedBy, message } = decision;
    if (timedBy !== undefined && message !== undefined) this.#later.set(timedBy, message);
    const kept = this.#keep(decision, step);
    if (kept !== undefined) this.#waiting.push({ kept, decision: id, person, time, message });
  }

  #link({ event, result }: WatchedStep): void {
    if (event.type !== "merge") return;
    if (event.content !== undefined) this.#received.add(event.into);
    else if (result.effects.some((effect) => effect.kind === "event" && effect.event.type === "merge"))
      this.#gave.set(event.from, event.into);
  }
}
