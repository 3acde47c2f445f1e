import { type Static, Type } from "@sinclair/typebox";
import { amount, amountOrOff, condition, entry, group, id, ID_PATTERN, list, mapOf } from "./fields.js";

/** policies.yaml: what decides between the messages that are allowed, and whether any is worth sending. */

type ByChannel = Readonly<Record<"email" | "sms" | "push" | "onsite" | "webhook", number>>;

function byChannel(description: string, bounds: { maximum: number }, defaults: ByChannel) {
  const field = (channel: keyof ByChannel, about: string) =>
    amount(about, { default: defaults[channel], minimum: 0, ...bounds });
  return group(description, {
    email: field("email", "E-mail."),
    sms: field("sms", "Text messages."),
    push: field("push", "Push notifications."),
    onsite: field("onsite", "On the shop's own pages."),
    webhook: field("webhook", "Another system of the shop."),
  });
}

const percents = (description: string) =>
  mapOf(amount("Percent, -100 or more.", { minimum: -100, maximum: 10_000 }), description, {
    pattern: ID_PATTERN,
    maxProperties: 200,
  });

const weight = entry("What a moment weighs.", {
  when: condition("In which moments."),
  for: entry("For which actions: one of the three.", {
    issue: Type.Optional(id("Actions of this issue.")),
    group: Type.Optional(id("Actions of this group.")),
    action: Type.Optional(id("This action.")),
  }),
  weight: amount("Percent: 50 multiplies by 1.5, -50 by 0.5.", { minimum: -100, maximum: 10_000 }),
});

export const arbitrationSchema = group("Propensity x Context x Value x Levers, less what a message costs.", {
  priors: byChannel(
    "P before anything is learnt: how many of a hundred messages are answered, as a share.",
    { maximum: 1 },
    { email: 0.05, sms: 0.06, push: 0.04, onsite: 0.03, webhook: 0.05 },
  ),
  priorStrength: amount("How many messages the prior is believed as.", { default: 20, minimum: 0.1, maximum: 1e6 }),
  costs: byChannel(
    "What one message costs, in the shop's currency.",
    { maximum: 1e6 },
    { email: 0, sms: 0, push: 0, onsite: 0, webhook: 0 },
  ),
  leavingCost: amount("What it costs when a person unsubscribes or complains, in the shop's currency.", {
    default: 10,
    minimum: 0,
    maximum: 1e9,
  }),
  hazards: byChannel(
    "The probability that a message makes a person leave, before anything is learnt.",
    { maximum: 1 },
    { email: 0.001, sms: 0.002, push: 0.002, onsite: 0.0001, webhook: 0.001 },
  ),
  hazardStrength: amount("How many messages the hazard is believed as.", {
    default: 1_000,
    minimum: 0.1,
    maximum: 1e9,
  }),
  weights: list(weight, "C: what the moment weighs.", { maxItems: 200, default: [] }),
  levers: group("L: a manager's weights, in percent; each multiplies (weight / 100 + 1).", {
    issues: percents("By issue."),
    groups: percents("By group."),
  }),
  exploration: group("How much is tried out, so that something is learnt.", {
    gamma: amountOrOff(
      "Inverse-gap weighting (SquareCB): a choice that is worth x less is drawn with probability of about 1 / (gamma x). Larger: less is tried. off: never.",
      { default: "off", minimum: 1, maximum: 1e9 },
    ),
  }),
});

export type ArbitrationFile = Static<typeof arbitrationSchema>;
