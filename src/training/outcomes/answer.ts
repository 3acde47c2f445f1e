import { ANSWERS } from "../../domain/answers.js";
import type { EngineContext } from "../../domain/context.js";
import type { Undelivered } from "../../domain/delivery.js";
import type { PersonEvent } from "../../domain/event.js";
import type { Contact, View } from "../../domain/profile.js";
import { OUTCOME } from "../../engine/learn/note-sent.js";
import type { Profile } from "../../engine/index.js";

/** When what came of a message first came, ms; left out: it didn't. */
export interface Answer {
  openedAt?: number;
  clickedAt?: number;
  /** The action's goal was reached within its window. */
  goalAt?: number;
  /** They left after it: unsubscribed, complained, took their consent back. */
  leftAt?: number;
  /** It never left, came back, or nobody knows. */
  undelivered?: Undelivered;
}

const BITS = [
  ["openedAt", OUTCOME.opened],
  ["clickedAt", OUTCOME.clicked],
  ["goalAt", OUTCOME.goal],
  ["leftAt", OUTCOME.left],
] as const;

/** What came of messages, as the engine attributes it: read from what a profile remembers of them, after every event that may change it. */
export class AnswerReader {
  readonly #goals: ReadonlySet<string>;
  /** By message. */
  readonly answers = new Map<string, Answer>();

  constructor({ actions }: Pick<EngineContext, "actions">) {
    this.#goals = new Set(actions.flatMap(({ goal }) => (goal === undefined ? [] : [goal.event])));
  }

  take(event: PersonEvent, profile: Profile | undefined): void {
    if (event.type === "delivery") this.#answer(event.message).undelivered = event.outcome;
    else if (
      event.type === "track" &&
      profile !== undefined &&
      (ANSWERS.has(event.name) || this.#goals.has(event.name))
    )
      for (const contact of profile.read("contacts")) this.#note(contact, event.time);
  }

  /** A click that turns out to be a machine's is taken back. */
  #note({ message, outcome }: View<Contact>, time: number): void {
    if (outcome === 0 && !this.answers.has(message)) return;
    const answer = this.#answer(message);
    for (const [name, bit] of BITS) {
      if ((outcome & bit) === 0) delete answer[name];
      else answer[name] ??= time;
    }
  }

  #answer(message: string): Answer {
    let answer = this.answers.get(message);
    if (answer === undefined) this.answers.set(message, (answer = {}));
    return answer;
  }
}

/** What two profiles remember of one message: each as early as either knows it. */
export function merged(a: Answer | undefined, b: Answer | undefined): Answer {
  const both: Answer = { ...a, ...b };
  for (const [name] of BITS) {
    const [one, other] = [a?.[name], b?.[name]];
    if (one !== undefined && other !== undefined) both[name] = Math.min(one, other);
  }
  return both;
}
