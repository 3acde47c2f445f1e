import { FEATURES, pressureBucket, pressureIn, unpackFeatures } from "../../domain/arm-features.js";
import type { Channel } from "../../domain/message.js";
import type { Contact } from "../../domain/profile.js";
import type { Outlet } from "../../domain/step.js";

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

/** Contact.outcome's bits. */
export const OUTCOME = { opened: 1, clicked: 2, goal: 4, left: 8 } as const;

/**
 * A message leaves: the arm was tried, the linear model's A grows by x x^T (ridge regression's sufficient statistics, whole
 * numbers), and the person is exposed to one more message under this pressure. Until a response comes it counts as without: young
 * messages pull rates down a little, equally for all arms of a channel.
 */
export function noteSent(contact: Contact, out: Outlet): void {
  count(contact, "sent", out);
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
export function notePositive(contact: Contact, out: Outlet): void {
  count(contact, "positive", out);
  const features = unpackFeatures(contact.features);
  if (features === undefined) return;
  const group = LINEAR[contact.channel];
  features.forEach((value, at) => {
    if (value !== 0) out.learn(group, POSITIVE_KEYS[at] as string, value);
  });
}

/** The person left after it. Once a message. */
export function noteLeft(contact: Contact, out: Outlet): void {
  out.learn("hazards", `${pressureBucket(contact.channel, pressureIn(contact))}.left`, 1);
}

function count({ action, treatment, cell }: Contact, what: "sent" | "positive", out: Outlet): void {
  const group = `arms/${action}`;
  out.learn(group, `${treatment}.${what}`, 1);
  if (cell !== "") out.learn(group, `${treatment}@${cell}.${what}`, 1);
}
