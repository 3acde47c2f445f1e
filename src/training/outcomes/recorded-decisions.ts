import type { Decision } from "../../domain/decision.js";
import { hash53 } from "../../domain/hash.js";
import { decodeDecision } from "../../domain/wire/outbound.js";
import type { LogRecord } from "../../ports/event-log.js";

/**
 * What a partition decided when it was live. A replay under a configuration that has changed since decides otherwise here and there, and would stand for
 * what never was: only decisions that come out again as they were recorded say anything of what came of them.
 */
export class RecordedDecisions {
  /** By id. */
  readonly #choices = new Map<string, number>();

  static async of(records: AsyncIterable<LogRecord>): Promise<RecordedDecisions> {
    const recorded = new RecordedDecisions();
    for await (const { payload } of records) {
      const decision = decodeDecision(payload);
      if (decision !== undefined) recorded.#choices.set(decision.id, choiceOf(decision));
    }
    return recorded;
  }

  get count(): number {
    return this.#choices.size;
  }

  has(decision: Decision): boolean {
    return this.#choices.get(decision.id) === choiceOf(decision);
  }
}

function choiceOf({ outcome, winner = "", selectionProbability, message = "" }: Decision): number {
  return hash53(`${outcome} ${winner} ${selectionProbability} ${message}`);
}
