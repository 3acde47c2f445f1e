import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AttuneError } from "../../domain/errors.js";
import type { JsonObject } from "../../domain/event.js";
import { partitionOfPerson, type PersonKey, personToken } from "../../domain/person.js";
import { encodeEvent, isoTime, normaliseCall } from "../../domain/wire/index.js";
import type { EventLog, LogEntry } from "../../ports/event-log.js";
import type { StateStore } from "../../ports/state-store.js";

/** Something that a person, or somebody in their name, states. It becomes an event like any other. */
export type Statement =
  | {
      readonly type: "track";
      readonly event: string;
      readonly properties: JsonObject;
      /** Deduplicates; left out: one is made. */
      readonly id?: string;
      /** ms since the epoch; left out: now. */
      readonly time?: number;
    }
  | { readonly type: "identify"; readonly traits: JsonObject };

export interface Said {
  /** The profile has it. Otherwise it is stored, and applied as soon as a worker comes to it. */
  readonly applied: boolean;
}

export interface PersonLogParts {
  readonly log: Pick<EventLog, "append" | "bounds" | "partitions">;
  readonly state: Pick<StateStore, "loadOffset">;
  /** ms since the epoch. */
  readonly now: () => number;
  /** How long an answer waits until what was said is applied. */
  readonly patienceMs: number;
}

interface Dated {
  readonly id?: string;
  readonly time?: number;
}

const LOOK_EVERY_MS = 25;
/** Said by the person, whatever the configuration thinks of such a trait in general. */
const DECLARED = { attune: { provenance: "declared", confidence: 1 } };

/** Everything that changes a person goes through the log: stored when it is answered, in order with all that is told of the person. */
export class PersonLog {
  readonly #parts: PersonLogParts;

  constructor(parts: PersonLogParts) {
    this.#parts = parts;
  }

  /**
   * @param source who said it, in place of a write key's name: it stands in the consent ledger
   * @throws AttuneError ATTUNE_API_PARAMETER | ATTUNE_LOG_UNAVAILABLE | ATTUNE_LOG_FULL
   */
  async say(person: PersonKey, source: string, statements: readonly Statement[]): Promise<Said> {
    if (statements.length === 0) return { applied: true };
    return this.#append(
      person,
      statements.map((statement) => this.#entryOf(person, source, statement)),
    );
  }

  /** Asks for the person to be forgotten: profile, timers, deliveries, and their events in the log. */
  erase(person: PersonKey): Promise<Said> {
    const { log, now } = this.#parts;
    const token = personToken(person);
    const id = `erase:${randomUUID()}`;
    const payload = encodeEvent({ type: "erase", id, person, time: now(), hops: 0 });
    const partition = partitionOfPerson(person, log.partitions);
    return this.#append(person, [{ topic: "events", partition, id, payload, person: token, internal: true }]);
  }

  async #append(person: PersonKey, entries: readonly LogEntry[]): Promise<Said> {
    const { log, state, patienceMs } = this.#parts;
    await log.append(entries);
    const partition = partitionOfPerson(person, log.partitions);
    const { last } = await log.bounds("events", partition);
    const until = performance.now() + patienceMs;
    for (;;) {
      if ((await state.loadOffset(partition)).seq >= last) return { applied: true };
      if (performance.now() >= until) return { applied: false };
      await sleep(LOOK_EVERY_MS);
    }
  }

  #entryOf(person: PersonKey, source: string, statement: Statement): LogEntry {
    const { log, now } = this.#parts;
    const receivedAt = now();
    const whose = person.slice(2);
    const { id = `${source}:${randomUUID()}`, time = receivedAt, ...said } = statement as Statement & Dated;
    const call = {
      ...said,
      ...(person.startsWith("u:") ? { userId: whose } : { anonymousId: whose }),
      ...(said.type === "identify" ? { context: DECLARED } : {}),
      messageId: id,
      timestamp: isoTime(time),
    };
    const checked = normaliseCall(call, { receivedAt, source, newId: () => id });
    if (!checked.ok) throw new AttuneError("ATTUNE_API_PARAMETER", checked.message);
    const partition = partitionOfPerson(person, log.partitions);
    return { topic: "events", partition, id: checked.id, payload: checked.payload, person: checked.token };
  }
}
