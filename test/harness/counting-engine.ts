import { AttuneError } from "../../src/domain/errors.js";
import type { PersonEvent } from "../../src/domain/event.js";
import { hash53 } from "../../src/domain/hash.js";
import type { Engine, PartitionView, StepResult } from "../../src/domain/step.js";
import { scoringPinName } from "../../src/domain/scoring.js";

/** How many events, and in which order, a person was given: all that a commit protocol can get wrong. */
export interface Count {
  readonly events: number;
  readonly order: number;
}

function step(
  profile: Count | undefined,
  event: PersonEvent,
  partition: PartitionView,
  population: string,
): StepResult<Count> {
  if (event.type === "track" && event.name === "Throw") throw new Error("asked to");
  const next = counted(profile, event);
  const effects = event.type === "track" && event.name === "Order Completed" ? [messageOf(event, population)] : [];
  const timers =
    event.type === "track" && event.name === "Product Added"
      ? [{ timer: { person: event.person, kind: "cart", ref: "" }, due: event.time + 1_000 }]
      : event.type === "timer"
        ? [{ timer: { person: event.person, kind: event.kind, ref: event.ref }, due: null }]
        : [];
  const totals = new Map(profile === undefined ? [["people", 1]] : []);
  const serial = partition.statistic("serials", "next");
  const statistics = new Map([
    ["events", new Map([[event.type, 1]])],
    [
      "serials",
      new Map([
        ["next", 1],
        ["sum", serial],
      ]),
    ],
  ]);
  return { outcome: "event.applied", profile: next, timers, effects, totals, statistics };
}

const PARTS: Omit<Engine<Count>, "step"> = {
  contextVersion: "counting",
  under(population) {
    const text = Buffer.from(population).toString();
    if (!text.startsWith("{")) throw new AttuneError("ATTUNE_POPULATION_UNREADABLE", "no sums");
    return under(text);
  },
  population(statistics, time) {
    const sums = Object.fromEntries([...statistics].map(([group, numbers]) => [group, Object.fromEntries(numbers)]));
    return Buffer.from(JSON.stringify({ time, ...sums }));
  },
  serving: (recommender) => under(`serving ${recommender.version}`),
  scoring: ({ pin }) => under(`scoring ${scoringPinName(pin)}`),
  faded: () => new Map(),
  recheck: () => ({ verdict: "send", address: undefined, locale: undefined, zone: "UTC" }),
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

function under(population: string): Engine<Count> {
  return { ...PARTS, step: (profile, event, partition) => step(profile, event, partition, population) };
}

/**
 * An engine whose result can be computed by hand, to test the worker around it: it counts, hashes the order, lets a message leave for each
 * order, sets a timer for each cart, and throws on an event named "Throw". It learns how many events there were of each type, and how many
 * it had counted by then in this partition; its population is the sums as JSON, and messages name the one they were made under.
 */
export const countingEngine: Engine<Count> = under("");

export function counted(before: Count | undefined, event: Pick<PersonEvent, "id">): Count {
  const { events, order } = before ?? { events: 0, order: 0 };
  return { events: events + 1, order: hash53(`${order}:${event.id}`) };
}

function messageOf(event: PersonEvent, population: string) {
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
      copy: { title: "Thank you", body: `We are on it. ${population}` },
      class: "service" as const,
      topic: "orders",
      step: 0,
      items: [],
      subject: "",
      openedAt: event.time,
      value: 0,
      version: 0,
    },
  };
}
