import { type Static, Type } from "@sinclair/typebox";
import { ACTION_CLASSES } from "../../domain/action.js";
import { PROVENANCES } from "../../domain/policy.js";
import { arbitrationSchema } from "./arbitration.js";
import { contactSchema, seasonsSchema, silenceSchema } from "./contact.js";
import { amount, condition, duration, entry, group, id, ID_PATTERN, list, mapOf, oneOf, text } from "./fields.js";
import { guardSchema } from "./guard.js";
import { lifecycleSchema, occasionsSchema } from "./occasions.js";
import { channelChoiceSchema, timingSchema } from "./timing.js";

/** What stands in config/policies.yaml: the rules that hold for every action. */

const PURPOSE_RULES = ["required", "implied", "channel"] as const;
const purposeRule = (fallback?: (typeof PURPOSE_RULES)[number]) =>
  oneOf(
    PURPOSE_RULES,
    '"required": silence without a recorded agreement. "implied": silence only after a refusal. "channel": as the channel says.',
    fallback,
  );

const consent = group("What people agree to.", {
  purposes: Type.Unsafe<Record<string, (typeof PURPOSE_RULES)[number]>>({
    type: "object",
    properties: {
      marketing: purposeRule("channel"),
      service: purposeRule("implied"),
      transactional: purposeRule("implied"),
    },
    additionalProperties: purposeRule(),
    propertyNames: { pattern: ID_PATTERN },
    maxProperties: 50,
    description: "The purposes that consent is asked for; your own beside marketing, service and transactional.",
    default: {},
  }),
  validFor: duration("An agreement runs out after this long, unless it says otherwise itself.", {
    default: "730 days",
    minimum: "1 day",
    maximum: "36600 days",
  }),
  categories: mapOf(
    list(id("A purpose."), "Purposes.", { maxItems: 20 }),
    "A consent manager's category ids (consentManagement.allowedConsentIds) and the purposes they stand for.",
    { pattern: "^[^\\s].{0,99}$", maxProperties: 200 },
  ),
});

/** What a rule or weight is for; nothing named: for all. */
export const targetFields = {
  issue: Type.Optional(id("Actions of this issue.")),
  group: Type.Optional(id("Actions of this group.")),
  action: Type.Optional(id("This action.")),
};

const engagementRule = entry("A rule for all actions of a kind; it stands in front of the action's own.", {
  id: id("Its name, unique."),
  for: group("Which actions; nothing named: all.", {
    class: Type.Optional(oneOf(ACTION_CLASSES, "Actions of this class.")),
    ...targetFields,
  }),
  stage: oneOf(
    ["eligibility", "applicability", "suitability"],
    "eligibility: may they. applicability: does it make sense now. suitability: is it good for them.",
  ),
  when: condition("Must hold."),
  say: Type.Optional(text("For people: why it is asked.", { maxLength: 300 })),
});

const traitPolicy = entry("Where a trait comes from, unless its event says so.", {
  provenance: oneOf(
    PROVENANCES,
    "declared > observed > inferred > third-party: a weaker one never overwrites a stronger.",
  ),
  confidence: Type.Optional(
    amount("0 to 1; without it the provenance's (guard.confidence).", { minimum: 0, maximum: 1 }),
  ),
});

const identity = group("Who is the same person.", {
  mergeAccounts: list(
    id("A write key's name."),
    "The write keys, of servers alone, on whose word two accounts become one (alias with two user ids). Imports and publishers on NATS may.",
    { maxItems: 100, default: [] },
  ),
});

export const policiesSchema = group("The policies that hold for every action.", {
  identity,
  consent,
  engagement: list(engagementRule, "Engagement policy by class, issue and group.", { maxItems: 200, default: [] }),
  contact: contactSchema,
  silence: silenceSchema,
  seasons: seasonsSchema,
  guard: guardSchema,
  traits: mapOf(traitPolicy, "Traits whose source is known.", { pattern: "^[^\\s].{0,99}$", maxProperties: 200 }),
  arbitration: arbitrationSchema,
  timing: timingSchema,
  channelChoice: channelChoiceSchema,
  occasions: occasionsSchema,
  lifecycle: lifecycleSchema,
});

export type PoliciesFile = Static<typeof policiesSchema>;
export type EngagementRuleFile = PoliciesFile["engagement"][number];
