import type { PersonKey } from "../../domain/person.js";
import { type Answer, merged } from "./answer.js";
import { OrderBook } from "./order-book.js";
import { type DecisionOutcome, outcomeOf, type Waiting } from "./outcome.js";

/** Further than this nobody is followed: ids then point at each other. */
const MOST_STEPS = 8;

/** What one partition knows of people who have been linked. */
export interface Links {
  /** Whose profile was merged into whose. */
  readonly gave: ReadonlyMap<PersonKey, PersonKey>;
  readonly received: ReadonlySet<PersonKey>;
  readonly orders: OrderBook;
  /** By message, of those that this partition did not decide. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** By decision that chose an hour: the message that was said then. */
  readonly later: ReadonlyMap<string, string>;
}

/**
 * Decisions about people whose profile was merged into another's: what came of them stands there, perhaps in another partition. Partitions come in any
 * order, so it is put together at the end.
 */
export class Strays<K> {
  readonly #waiting: { readonly waiting: Waiting<K>; readonly answer: Answer | undefined }[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #later = new Map<string, string>();
  readonly #gave = new Map<PersonKey, PersonKey>();
  readonly #orders = new OrderBook();

  /** `answer`: what its own partition knows. */
  add(waiting: Waiting<K>, answer: Answer | undefined): void {
    this.#waiting.push({ waiting, answer });
  }

  learn({ gave, received, orders, answers, later }: Links): void {
    for (const [from, into] of gave) this.#gave.set(from, into);
    orders.moveTo(this.#orders, gave.keys());
    orders.moveTo(this.#orders, received);
    for (const [message, answer] of answers) this.#answers.set(message, merged(this.#answers.get(message), answer));
    for (const [decision, message] of later) this.#later.set(decision, message);
  }

  /** @param newest as far as the log goes, ms */
  *settle(withinMs: number, newest: number): Generator<DecisionOutcome<K>> {
    for (const { waiting, answer } of this.#waiting) {
      const { decision, person, time, message = this.#later.get(decision) } = waiting;
      const elsewhere = message === undefined ? undefined : this.#answers.get(message);
      const bought = this.#orders.within(this.#all(person), time, time + withinMs);
      yield outcomeOf(waiting, merged(answer, elsewhere), bought, withinMs, newest);
    }
  }

  /** The person, and whom they became. */
  #all(person: PersonKey): PersonKey[] {
    const all = [person];
    for (let at = this.#gave.get(person); at !== undefined && all.length <= MOST_STEPS; at = this.#gave.get(at))
      all.push(at);
    return all;
  }
}
