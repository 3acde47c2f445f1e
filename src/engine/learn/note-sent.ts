import { FEATURES, pressureBucket, pressureIn, unpackFeatures } from "../../domain/arm-features.js";
import { NOTICED, noticedName, POSITIVE } from "../../domain/channel-response.js";
import type { Channel } from "../../domain/message.js";
import type { Contact } from "../../domain/profile.js";
import type { Outlet } from "../../domain/step.js";
import { noteAnswered, notePredicted } from "./calibration.js";

/** Keys of A's upper triangle, "0,0" to "13,13", row by row; and of b. Made once: a message adds to each. */
export const PRODUCT_KEYS: readonly string[] = FEATURES.flatMap((_, row) =>
  FEATURES.slice(row).map((_name, offset) => `${row},${row + offset}`),
);
export const POSITIVE_KEYS: readonly string[] = FEATURES.map((_, at) => `b${at}`);

/** The statistics' group of a channel's linear model. */
const LINEAR: Readonly<Record<Channel, string>> = {
  email: "linear/email",
  sms: "linear/sms",
  push: "linear/push",
  onsite: "linear/onsite",
  webhook: "linear/webhook",
};

type Learning = Pick<Outlet, "learn">;

/** Contact.outcome's bits. */
export const OUTCOME = { opened: 1, clicked: 2, goal: 4, left: 8 } as const;

/**
 * A message leaves: the arm was tried, the linear model's A grows by x x^T (ridge regression's sufficient statistics, whole
 * numbers), and the person is exposed to one more message under this pressure. Until a response comes it counts as without: young
 * messages pull rates down a little, equally for all arms of a channel.
 */
export function noteSent(contact: Contact, out: Learning): void {
  count(contact, "sent", out);
  notePredicted("propensity", "response", contact.predictions, out);
  countNoticed(contact, "sent", out);
  out.learn("hazards", `${pressureBucket(contact.channel, pressureIn(contact))}.sent`, 1);
  const features = unpackFeatures(contact.features);
  if (features === undefined) return;
  const group = LINEAR[contact.channel];
  let key = 0;
  for (let row = 0; row < features.length; row++) {
    const value = features[row] as number;
    for (let column = row; column < features.length; column++) {
      const product = value * (features[column] as number);
      if (product !== 0) out.learn(group, PRODUCT_KEYS[key] as string, product);
      key++;
    }
  }
}

/** It worked: a click, or the action's goal. Once a message. */
export function notePositive(contact: Contact, out: Learning): void {
  count(contact, "positive", out);
  noteAnswered("propensity", "response", contact.predictions, out);
  const features = unpackFeatures(contact.features);
  if (features === undefined) return;
  const group = LINEAR[contact.channel];
  features.forEach((value, at) => {
    if (value !== 0) out.learn(group, POSITIVE_KEYS[at] as string, value);
  });
}

/** A click was a machine's: what is left of the contact's outcome may neither be a success nor a notice any more. */
export function noteUnclicked(contact: Contact, out: Learning): void {
  const off = taking(out);
  if ((contact.outcome & POSITIVE) === 0) notePositive(contact, off);
  if ((contact.outcome & NOTICED) === 0) noteNoticed(contact, off);
}

/** A message that was counted as sent never left: everything that was learnt of it is taken off again. */
export function noteUnsent(contact: Contact, out: Learning): void {
  const off = taking(out);
  noteSent(contact, off);
  if ((contact.outcome & POSITIVE) !== 0) notePositive(contact, off);
  if ((contact.outcome & NOTICED) !== 0) noteNoticed(contact, off);
  if ((contact.outcome & OUTCOME.left) !== 0) noteLeft(contact, off);
}

/** What is learnt through it is taken off. */
function taking(out: Learning): Learning {
  return { learn: (group, key, by) => out.learn(group, key, -by) };
}

/** The person left after it. Once a message. */
export function noteLeft(contact: Contact, out: Learning): void {
  out.learn("hazards", `${pressureBucket(contact.channel, pressureIn(contact))}.left`, 1);
}

/** The person noticed it: opened it, or answered at once. Once a message. */
export function noteNoticed(contact: Contact, out: Learning): void {
  countNoticed(contact, "positive", out);
}

function count({ action, treatment, channel, cell }: Contact, what: "sent" | "positive", out: Learning): void {
  const group = `arms/${action}`;
  out.learn(group, `${treatment}.${what}`, 1);
  out.learn("channels", `${channel}.${what}`, 1);
  if (cell === "") return;
  out.learn(group, `${treatment}@${cell}.${what}`, 1);
  out.learn("channels", `${channel}@${cell}.${what}`, 1);
}

function countNoticed({ channel, cell }: Contact, what: "sent" | "positive", out: Learning): void {
  out.learn("channels", `${noticedName(channel)}.${what}`, 1);
  if (cell !== "") out.learn("channels", `${noticedName(`${channel}@${cell}`)}.${what}`, 1);
}
