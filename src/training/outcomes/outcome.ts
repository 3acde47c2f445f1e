import type { PersonKey } from "../../domain/person.js";
import type { Answer } from "./answer.js";
import type { Bought } from "./order-book.js";

/** A decision, as what was kept of it, and what came of it. */
export interface DecisionOutcome<K> extends Bought {
  readonly kept: K;
  readonly person: PersonKey;
  readonly time: number;
  /** Of its message: the one it sent, or the one for whose hour it waited. Only what came within the time. */
  readonly answer: Answer;
  /** The log goes on for as long as the time is. */
  readonly isWhole: boolean;
}

/** A decision of which it isn't known yet what came of it. */
export interface Waiting<K> {
  readonly kept: K;
  readonly decision: string;
  readonly person: PersonKey;
  readonly time: number;
  /** The message it sent. */
  readonly message: string | undefined;
}

const TIMES = ["openedAt", "clickedAt", "goalAt", "leftAt"] as const;

/** @param newest as far as the log goes, ms */
export function outcomeOf<K>(
  { kept, person, time }: Waiting<K>,
  answer: Answer | undefined,
  bought: Bought,
  withinMs: number,
  newest: number,
): DecisionOutcome<K> {
  const until = time + withinMs;
  return { kept, person, time, answer: by(until, answer), ...bought, isWhole: newest >= until };
}

function by(until: number, answer: Answer | undefined): Answer {
  const found: Answer = { ...answer };
  for (const name of TIMES) if ((found[name] ?? 0) > until) delete found[name];
  return found;
}
