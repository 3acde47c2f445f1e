import type { EngineContext } from "../../domain/context.js";
import type { Decision } from "../../domain/decision.js";
import type { Undelivered } from "../../domain/delivery.js";
import type { Channel } from "../../domain/message.js";
import type { PersonKey } from "../../domain/person.js";
import { decisionOutcomes, type OutcomeOptions } from "./decision-outcomes.js";
import type { DecisionOutcome } from "./outcome.js";
import type { ReplayedLog } from "./replayed-log.js";
import type { WatchedStep } from "./watch-engine.js";

/** One message, and what came of it within the time. */
export interface MessageOutcome {
  readonly message: string;
  readonly decision: string;
  readonly person: PersonKey;
  /** When it was said, ms. */
  readonly time: number;
  readonly occasion: string;
  readonly channel: Channel;
  readonly action: string;
  readonly treatment: string;
  readonly opened: boolean;
  readonly clicked: boolean;
  /** The action's goal was reached, within its window. */
  readonly goal: boolean;
  /** They left after it: unsubscribed, complained, took their consent back. */
  readonly left: boolean;
  /** When each first came, ms. */
  readonly times: Readonly<Record<"opened" | "clicked" | "goal" | "left", number | undefined>>;
  /** The person's orders after it, whatever brought them. */
  readonly ordersWithin: number;
  readonly revenueWithin: number;
  /** failed, expired, suppressed: it never left, and nothing can have come of it. */
  readonly undelivered: Undelivered | undefined;
  /** The log goes on for as long as the time is: what didn't come, won't. */
  readonly isWhole: boolean;
}

export type MessageOutcomeOptions = Omit<OutcomeOptions<never>, "keep" | "beside">;

/** What is kept of a message until it is known what came of it. */
type Sent = Pick<MessageOutcome, "message" | "decision" | "occasion" | "channel" | "action" | "treatment">;

/**
 * What became of every message that the log's decisions sent, by replay: a partition's messages in the order of their decisions, those of people who were
 * merged into others last.
 * @throws AttuneError ATTUNE_LOG_UNAVAILABLE
 */
export async function* messageOutcomes(
  log: ReplayedLog,
  context: EngineContext,
  options: MessageOutcomeOptions,
): AsyncGenerator<MessageOutcome> {
  for await (const outcome of decisionOutcomes<Sent>(log, context, { ...options, keep: sentBy }))
    yield outcomeOfMessage(outcome);
}

function sentBy({ message: sent }: Decision, { result }: WatchedStep): Sent | undefined {
  if (sent === undefined) return undefined;
  for (const effect of result.effects) {
    if (effect.kind !== "message" || effect.message.id !== sent) continue;
    const { id: message, decision, occasion, channel, action, treatment } = effect.message;
    return { message, decision, occasion, channel, action, treatment };
  }
  return undefined;
}

function outcomeOfMessage(outcome: DecisionOutcome<Sent>): MessageOutcome {
  const { kept, person, time, answer, orders, revenue, isWhole } = outcome;
  const { openedAt, clickedAt, goalAt, leftAt, undelivered } = answer;
  return {
    ...kept,
    person,
    time,
    opened: openedAt !== undefined,
    clicked: clickedAt !== undefined,
    goal: goalAt !== undefined,
    left: leftAt !== undefined,
    times: { opened: openedAt, clicked: clickedAt, goal: goalAt, left: leftAt },
    ordersWithin: orders,
    revenueWithin: revenue,
    undelivered,
    isWhole,
  };
}
