import { type Static, Type } from "@sinclair/typebox";
import { amount, count, duration, entry, group, id, list, oneOf } from "./fields.js";

/** What stands in config/experiments.yaml. */

function arm(description: string, salt: string) {
  return group(description, {
    percent: amount("Of all people.", { default: 0, minimum: 0, maximum: 100 }),
    salt: Type.String({
      pattern: "^[a-z0-9][a-z0-9-]{0,63}$",
      description: "Who is in it is a hash of the person and this: another salt draws other people.",
      default: salt,
    }),
  });
}

const changes = entry("What this variant changes of the action; nothing: the action as it stands.", {
  wait: Type.Optional(duration("trigger.wait", { minimum: "0 s", maximum: "366 days" })),
  coolDown: Type.Optional(duration("coolDown", { minimum: "0 s", maximum: "366 days" })),
  steps: Type.Optional(count("Only so many of the steps.", { minimum: 0, maximum: 10 })),
  treatments: Type.Optional(
    list(id("A treatment of the first message."), "Only these treatments.", { minItems: 1, maxItems: 50 }),
  ),
  lever: Type.Optional(amount("lever", { minimum: 0, maximum: 100 })),
  value: Type.Optional(amount("value", { minimum: 0, maximum: 1e9 })),
});

const variant = entry("One way to do it.", {
  id: id("Its name, unique within the experiment."),
  weight: amount("How many of the people get it, relative to the other weights.", {
    default: 1,
    minimum: 0,
    maximum: 10_000,
  }),
  set: Type.Optional(changes),
});

const experiment = entry("A test of one action in several variants.", {
  id: id("Its name, unique."),
  action: id("The action it is about. One experiment an action."),
  dimension: oneOf(
    ["content", "number", "timing", "frequency"],
    "What it varies: content (treatments, value, lever), number (steps), timing (wait), frequency (coolDown).",
  ),
  salt: Type.Optional(id("Draws the people; the experiment's id without it.")),
  variants: list(variant, "The first is the control.", { minItems: 2, maxItems: 20 }),
});

export const experimentsSchema = group("Who gets what by lot, so that its effect can be measured.", {
  holdout: arm("The global holdout: gets nothing but transactional, service and exempt actions.", "holdout"),
  control: arm("The random control: gets a choice at random among what is allowed.", "control"),
  experiments: list(experiment, "Tests of single actions.", { maxItems: 100, default: [] }),
});

export type ExperimentsFile = Static<typeof experimentsSchema>;
export type ExperimentFile = ExperimentsFile["experiments"][number];
export type VariantChanges = Static<typeof changes>;
