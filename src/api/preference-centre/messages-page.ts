import { type Delivery, isFinal } from "../../domain/delivery.js";
import type { Channel } from "../../domain/message.js";
import type { Profile } from "../../engine/index.js";
import type { Names } from "./names.js";
import { fill, type Texts } from "./texts/index.js";

interface Told {
  readonly message: string;
  readonly channel: Channel;
  readonly about: string;
  readonly time: number;
  readonly state: keyof Texts["messages"]["states"];
}

const MOST_SHOWN = 64;

/** The messages that the profile remembers and those whose deliveries are known, newest first. */
export function messagesPage(
  profile: Profile | undefined,
  deliveries: readonly Delivery[],
  names: Names,
  hrefOf: (message: string) => string,
): object {
  const { texts } = names;
  const states = new Map(deliveries.map((delivery) => [delivery.message, delivery]));
  const remembered = (profile?.read("contacts") ?? []).map(({ message, channel, topic, action, time }): Told => {
    const delivery = states.get(message);
    const state = delivery === undefined ? "decided" : stateOf(delivery);
    return { message, channel, about: topic === "" ? action : topic, time, state };
  });
  const known = new Set(remembered.map(({ message }) => message));
  const others = deliveries
    .filter(({ message }) => !known.has(message))
    .map((one): Told => ({ ...one, about: one.action, time: one.at, state: stateOf(one) }));
  const messages = [...remembered, ...others]
    .toSorted((a, b) => b.time - a.time)
    .slice(0, MOST_SHOWN)
    .map(({ message, channel, about, time, state }) => {
      const [topic, date] = [names.of(about), names.date(time)];
      return {
        date,
        about: topic,
        channel: texts.channels[channel],
        state: texts.messages.states[state],
        href: hrefOf(message),
        whyThis: fill(texts.messages.whyThis, { topic, date }),
      };
    });
  return { messages };
}

function stateOf({ state }: Delivery): Told["state"] {
  if (!isFinal(state)) return "waiting";
  return state === "sent" || state === "unknown" ? "sent" : "failed";
}
