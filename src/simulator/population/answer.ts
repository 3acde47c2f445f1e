/**
 * The truth about messages: how likely a person is to open, click, order and leave. Everything that a message does to somebody is here and in
 * bother.ts; nobody but the simulator knows it.
 */
import type { Channel } from "../../domain/message.js";
import { leavingOf, loadAt } from "./bother.js";
import { timelinessOf } from "./hours.js";
import type { Perceived, Person } from "./person.js";
import { bestWant, discountOf, relevanceOf } from "./relevance.js";
import { sigmoid } from "./taste.js";

/** Probabilities of one message, none given another: an order needs a click or a visit that the message brought to mind. */
export interface Answer {
  /** It is read; of a push message or one on the site: noticed. */
  readonly open: number;
  readonly click: number;
  /** An order in a visit that the message caused, as things stand now. */
  readonly order: number;
  /** They unsubscribe from its channel, or complain. */
  readonly leave: number;
}

/**
 * Log odds with nothing for or against. Those of e-mail are set so that a weekly newsletter to everybody who agreed is opened by 22.5 % and clicked by
 * 0.68 % (`npx vitest run src/simulator`, calibration); those of the other channels stand to it as published benchmarks do: a text message is seen by
 * nearly everybody, a push message by few, what stands on the page by every other visitor.
 */
const OPENS: Readonly<Record<Channel, number>> = { email: -1.765, sms: 1.6, push: -1.3, onsite: 0, webhook: -2 };
const CLICKS: Readonly<Record<Channel, number>> = { email: -4.53, sms: -3.6, push: -2.4, onsite: -4.5, webhook: -4.2 };
/** Only a part of what a message is about shows before it is opened. */
const SUBJECT = 0.7;
/** A thank-you or news of an order is read sooner; nobody clicks on it to buy. */
const SERVICE = { open: 1.3, click: -1.5 };
/** Log odds of an order in the visit after a click, for something unwanted; and in a visit that was only brought to mind. */
const CONVERTS = -3;
/** Who is on the site anyway would mostly have found it by themselves: a word there makes few more buy. */
const ALREADY_THERE = -2;
/** Log odds of a click or an order that the whole price off would add, to somebody as thrifty as usual. */
const DISCOUNT = 3;
/** Part of those who read and don't click that come to look anyway within two days, when it is as relevant as can be. */
export const REMEMBERED = 0.1;

/** The true probabilities of what comes of a message that reaches them now (ms). Nobody is asked, nothing is drawn. */
export function answerOf(person: Person, message: Perceived, now: number): Answer {
  if (person.isBot) return { open: 0, click: 0, order: 0, leave: 0 };
  const { channel } = message;
  const { open, click, channels } = person.answers;
  const relevance = relevanceOf(person, message, now);
  const isService = message.class === "service" || message.class === "transactional";
  const load = loadAt(person, now);
  const isTimely = channel === "onsite" ? 0.5 : timelinessOf(person.readingHours, now);
  const opened = sigmoid(
    OPENS[channel] +
      open +
      channels[channel] +
      1.6 * SUBJECT * relevance +
      1.5 * (isTimely - 0.5) +
      (isService ? SERVICE.open : 0) -
      0.25 * load,
  );
  const clickedOfOpened = sigmoid(
    CLICKS[channel] + click + 4 * relevance + discountPull(person, message) + (isService ? SERVICE.click : 0),
  );
  const clicked = opened * clickedOfOpened;
  const order =
    clicked * convertsOf(person, message, now) +
    (opened - clicked) * REMEMBERED * relevance * convertsOf(person, message, now);
  return { open: opened, click: clicked, order, leave: leavingOf(person, message, relevance, now) };
}

/** The probability of an order in a visit that a message causes, as things stand now. */
export function convertsOf(person: Person, message: Perceived, now: number): number {
  const there = message.channel === "onsite" ? ALREADY_THERE : 0;
  return sigmoid(CONVERTS + there + 3.6 * bestWant(person, message, now) + discountPull(person, message));
}

/** What is taken off is worth more to who counts their money. */
function discountPull({ thrift }: Person, message: Perceived): number {
  return DISCOUNT * thrift * discountOf(message);
}
