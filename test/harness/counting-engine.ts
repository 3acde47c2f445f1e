import { AttuneError } from "../../src/domain/errors.js";
import type { AttuneEvent } from "../../src/domain/event.js";
import { hash53 } from "../../src/domain/hash.js";
import type { Engine, StepResult } from "../../src/domain/step.js";

/** How many events, and in which order, a person was given: all that a commit protocol can get wrong. */
export interface Count {
  readonly events: number;
  readonly order: number;
}

/**
 * An engine whose result can be computed by hand, to test the worker around it: it counts, hashes the order, lets a message leave for each
 * order, sets a timer for each cart, and throws on an event named "Throw".
 */
export const countingEngine: Engine<Count> = {
  contextVersion: "counting",
  step(profile, event): StepResult<Count> {
    if (event.type === "track" && event.name === "Throw") throw new Error("asked to");
    const next = counted(profile, event);
    const message = event.type === "track" && event.name === "Order Completed" ? [messageOf(event)] : [];
    const timers =
      event.type === "track" && event.name === "Product Added"
        ? [{ timer: { person: event.person, kind: "cart", ref: "" }, due: event.time + 1_000 }]
        : event.type === "timer"
          ? [{ timer: { person: event.person, kind: event.kind, ref: event.ref }, due: null }]
          : [];
    const totals = new Map(profile === undefined ? [["people", 1]] : []);
    return { outcome: "event.applied", profile: next, timers, effects: message, totals };
  },
  encode: (count) => Buffer.from(JSON.stringify([count.events, count.order])),
  decode(bytes) {
    try {
      const [events, order] = JSON.parse(Buffer.from(bytes).toString()) as [number, number];
      return { events, order };
    } catch (cause) {
      throw new AttuneError("ATTUNE_PROFILE_UNREADABLE", "no count", { cause });
    }
  },
  describe: (count) => ({ ...count }),
  sizeOf: () => 16,
};

export function counted(before: Count | undefined, event: Pick<AttuneEvent, "id">): Count {
  const { events, order } = before ?? { events: 0, order: 0 };
  return { events: events + 1, order: hash53(`${order}:${event.id}`) };
}

function messageOf(event: AttuneEvent) {
  return {
    kind: "message" as const,
    message: {
      id: `message-${event.id}`,
      person: event.person,
      channel: "onsite" as const,
      decision: `decision-${event.id}`,
      action: "thank-you",
      treatment: "plain",
      occasion: "order-placed",
      cause: event.id,
      time: event.time,
      expiresAt: event.time + 1_000,
      copy: { title: "Thank you", body: "We are on it." },
      items: [],
    },
  };
}
