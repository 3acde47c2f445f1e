import type { Message } from "../../src/domain/message.js";
import type { PersonKey } from "../../src/domain/person.js";

/** An on-site message as the engine makes it, good for an hour from `time` (ms since the epoch). */
export function onsiteMessageFor(person: PersonKey, id: string, time: number, more: Partial<Message> = {}): Message {
  return {
    id,
    person,
    channel: "onsite",
    decision: `d-${id}`,
    action: "greet",
    treatment: "plain",
    occasion: "visit",
    cause: `e-${id}`,
    time,
    expiresAt: time + 3_600_000,
    copy: { title: "Hello", body: "There you are." },
    class: "education",
    topic: "",
    step: 0,
    items: [],
    subject: "",
    openedAt: time,
    value: 0,
    version: 0,
    ...more,
  };
}
