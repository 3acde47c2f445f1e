import type { Channel } from "../../domain/message.js";
import type { Perceived, Person } from "./person.js";
import { isNamed, productsOf, relevanceOf } from "./relevance.js";

const HOUR_MS = 3_600_000;
/** How much one message is felt, by its channel: the more it interrupts, the more. */
const FELT: Readonly<Record<Channel, number>> = { email: 1, sms: 2, push: 1.3, onsite: 0.15, webhook: 1 };
/** What was asked for or is about an order is felt less, and what is relevant. */
const SERVICE_FELT = 0.3;
/** Part of the people who leave at a message that is no use to them, at a load that they can bear. Newsletters lose 0.1 to 0.3 % each. */
const LEAVE: Readonly<Record<Channel, number>> = {
  email: 0.0011,
  sms: 0.004,
  push: 0.002,
  onsite: 0.00005,
  webhook: 0.001,
};
/** Each message more than they can bear multiplies it by e to this. */
const PER_MESSAGE = 0.6;
/** Part of those who mind being watched as usual that leave at a message that names what they have just looked at; longer ago where others may see it. */
const WATCHED = 0.0015;
const WATCHED_WITHIN_MS: Readonly<Record<Channel, number>> = {
  email: 2 * HOUR_MS,
  sms: 24 * HOUR_MS,
  push: 24 * HOUR_MS,
  onsite: 0,
  webhook: 24 * HOUR_MS,
};

/** How many messages they feel they have had lately, as of now. */
export function loadAt({ situation, patience }: Person, now: number): number {
  const { value, at } = situation.load;
  return value * 0.5 ** (Math.max(0, now - at) / patience.halfLifeMs);
}

/** A message has reached them. */
export function bother(person: Person, message: Perceived, now: number): void {
  const relevance = relevanceOf(person, message, now);
  const felt = FELT[message.channel] * (isService(message) ? SERVICE_FELT : 1) * (1.25 - 0.75 * relevance);
  person.situation.load = { value: loadAt(person, now) + felt, at: now };
}

/** The probability that they leave its channel because of it. */
export function leavingOf(person: Person, message: Perceived, relevance: number, now: number): number {
  const { touchiness, patience } = person;
  const over = Math.max(0, loadAt(person, now) - patience.load);
  const useless = (isService(message) ? 0.3 : 1) * (1.3 - relevance);
  const tired = LEAVE[message.channel] * touchiness * useless * Math.exp(PER_MESSAGE * over);
  return Math.min(0.5, tired + (feelsWatched(person, message, now) ? WATCHED * person.privacy : 0));
}

function isService({ class: kind }: Perceived): boolean {
  return kind === "service" || kind === "transactional";
}

/** It names what they have just looked at and didn't put into the cart. On the page itself that is no news. */
function feelsWatched(person: Person, message: Perceived, now: number): boolean {
  const within = WATCHED_WITHIN_MS[message.channel];
  const { viewed, cart } = person.situation;
  return productsOf(person, message).some((product) => {
    const at = viewed.get(product.id);
    return at !== undefined && now - at < within && !cart.has(product.id) && isNamed(message, product);
  });
}
