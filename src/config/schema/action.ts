import { type Static, Type } from "@sinclair/typebox";
import { ACTION_CLASSES, OCCASIONS } from "../../domain/action.js";
import { amount, condition, duration, entry, flag, id, list, oneOf, text } from "./fields.js";
import { actionTimingSchema } from "./timing.js";
import { treatmentSchema } from "./treatment.js";

/** What stands in one file of config/actions/. */

const trigger = entry("When it is considered.", {
  occasion: oneOf(OCCASIONS, "The occasion that opens it."),
  of: Type.Array(text("A name.", { maxLength: 200 }), {
    maxItems: 100,
    uniqueItems: true,
    description:
      "Which of the occasion: event names (event), segments, tags, channels (silence), order statuses, slots, forms, collections, or what was asked for (send-requested). Empty: any.",
    default: [],
  }),
  wait: duration("How long to wait; for an abandonment how long the person must have been silent.", {
    default: "0 s",
    minimum: "0 s",
    maximum: "366 days",
  }),
  cancel: Type.Array(oneOf(["purchase", "return"], "What takes it back while it waits."), {
    maxItems: 2,
    uniqueItems: true,
    description: '"purchase": the person bought. "return": the person came back.',
    default: [],
  }),
  minimumValue: amount("Least value of the cart, order or item, in the shop's currency.", {
    default: 0,
    minimum: 0,
    maximum: 1e9,
  }),
  when: Type.Optional(condition("Considered only where this holds.")),
});

/** A rule with a name and a reason, or its condition alone. */
export type RuleFile = string | { readonly id: string; readonly when: string; readonly say?: string };

function rules(description: string) {
  const rule = Type.Unsafe<RuleFile>({
    type: ["string", "object"],
    minLength: 1,
    maxLength: 2_000,
    properties: {
      id: id("Its name, in decisions and explanations."),
      when: condition("Must hold."),
      say: text("For people: why it is asked.", { maxLength: 300 }),
    },
    required: ["id", "when"],
    additionalProperties: false,
    description: "A condition in CEL, or a condition with a name and a reason.",
  });
  return list(rule, description, { maxItems: 20, default: [] });
}

const step = entry("A further message, unless the goal was reached.", {
  after: duration("After the message before it.", { minimum: "1 min", maximum: "90 days" }),
  at: Type.Optional(oneOf(["next-visit"], "next-visit: then, but not before the person comes back to the site.")),
  treatments: list(treatmentSchema, "The ways to say it.", { minItems: 1, maxItems: 50 }),
});

export const actionSchema = entry("An action: what we want, when, for whom, and how it is said.", {
  action: id("Its name, unique in the configuration."),
  issue: id("The business issue it serves, e.g. retention."),
  group: id("The group of actions it belongs to."),
  class: oneOf(
    ACTION_CLASSES,
    "transactional: what was bought (order confirmed, parcel sent). service: helps with what the person does or asked for. promotional: sells. education: tells.",
    "promotional",
  ),
  topic: Type.Optional(id("What it is about, for declared preferences and caps; the group without it.")),
  purpose: Type.Optional(
    id(
      "The purpose that consent is asked for (policies.yaml); without it marketing, service or transactional by class.",
    ),
  ),
  trigger,
  value: amount("What it is worth when it works, in the shop's currency (V of P·C·V·L).", {
    default: 1,
    minimum: 0,
    maximum: 1e9,
  }),
  lever: amount("A manager's weight; 1 is neutral (L of P·C·V·L).", { default: 1, minimum: 0, maximum: 100 }),
  valid: Type.Optional(
    entry("When it exists. A plain date is a whole day in the shop's zone.", {
      from: Type.Optional(text("ISO 8601: from the beginning of this day, or from this moment.", { maxLength: 40 })),
      until: Type.Optional(text("ISO 8601: through the end of this day, or until this moment.", { maxLength: 40 })),
    }),
  ),
  validity: duration("Deadline: the message is worthless after this long.", {
    default: "1 day",
    minimum: "1 min",
    maximum: "90 days",
  }),
  relevanceHalfLife: Type.Optional(
    duration("Relevance halves this long after what opened the occasion; without it it doesn't fade.", {
      minimum: "1 min",
      maximum: "366 days",
    }),
  ),
  coolDown: Type.Optional(
    duration(
      "Not again to the same person within this time. Without it 0 s; of what is asked for (send-requested) 1 min, which is the least there.",
      { minimum: "0 s", maximum: "366 days" },
    ),
  ),
  timing: actionTimingSchema,
  goal: Type.Optional(
    entry(
      "What it is for: when this happens within the window after a message, it worked, and further steps are cancelled.",
      {
        event: text("The event's name, e.g. Order Completed.", { maxLength: 200 }),
        within: duration("The window.", { minimum: "1 min", maximum: "366 days" }),
      },
    ),
  ),
  eligibility: rules("May they: what must be so by law or by the offer's own terms."),
  applicability: rules("Does it make sense now."),
  suitability: rules("Is it good for them."),
  treatments: list(treatmentSchema, "The ways to say the first message.", { minItems: 1, maxItems: 50 }),
  steps: list(step, "Further messages (escalation), in order; each is cancelled by the goal.", {
    maxItems: 10,
    default: [],
  }),
  holdoutExempt: flag("Sent to the global holdout too; transactional and service actions always are.", false),
});

export type ActionFile = Static<typeof actionSchema>;
