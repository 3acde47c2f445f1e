import { type Static, Type } from "@sinclair/typebox";
import { OCCASIONS } from "../domain/action.js";
import { CHANNELS } from "../domain/message.js";
import { amount, duration, entry, id, list, oneOf, text } from "./fields.js";

/** What stands in one file of config/actions/. */

/** The longest title and body: a subject line and a long e-mail. Bounds what one message can cost. */
export const MAX_TITLE = 200;
export const MAX_BODY = 4_000;

const copy = entry("One version of the words. The first whose facts are all known is used.", {
  title: text("Subject or headline, in Liquid, one line.", { maxLength: MAX_TITLE }),
  body: text("The text, in Liquid.", { maxLength: MAX_BODY }),
  url: Type.Optional(text("Where it leads, in Liquid; scheme and host are written out.", { maxLength: 1_000 })),
});

const treatment = entry("One way to say it.", {
  id: id("Unique within the action."),
  channel: oneOf(CHANNELS, "The channel it leaves on."),
  copy: list(copy, "Versions of the words, the richest first, the plainest (no facts at all) last.", {
    minItems: 1,
    maxItems: 10,
  }),
});

const trigger = entry("When it is considered.", {
  occasion: oneOf(OCCASIONS, "The occasion that opens it."),
  wait: duration("How long to wait; for an abandonment how long the person must have been silent.", {
    default: "0 s",
    minimum: "0 s",
    maximum: "90 days",
  }),
  cancel: Type.Array(oneOf(["purchase", "return"], "What takes it back while it waits."), {
    maxItems: 2,
    uniqueItems: true,
    description: '"purchase": the person bought. "return": the person came back.',
    default: [],
  }),
  minimumValue: amount("Least value of the cart or order, in the shop's currency.", {
    default: 0,
    minimum: 0,
    maximum: 1e9,
  }),
});

export const actionSchema = entry("An action: what we want, when, and how it is said.", {
  action: id("Its name, unique in the configuration."),
  issue: id("The business issue it serves, e.g. retention."),
  group: id("The group of actions it belongs to."),
  trigger,
  value: amount("What it is worth when it works, in the shop's currency (V of P·C·V·L).", {
    default: 1,
    minimum: 0,
    maximum: 1e9,
  }),
  lever: amount("A manager's weight; 1 is neutral (L of P·C·V·L).", { default: 1, minimum: 0, maximum: 100 }),
  validity: duration("The message is worthless after this long.", {
    default: "1 day",
    minimum: "1 min",
    maximum: "90 days",
  }),
  coolDown: duration("Not again to the same person within this time.", {
    default: "0 s",
    minimum: "0 s",
    maximum: "366 days",
  }),
  treatments: list(treatment, "The ways to say it.", { minItems: 1, maxItems: 50 }),
});

export type ActionFile = Static<typeof actionSchema>;
