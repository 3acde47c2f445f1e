import { type Static, Type } from "@sinclair/typebox";
import { AUDIENCES, PROVENANCES, SENSITIVITIES, type Audience, type Provenance } from "../../domain/policy.js";
import { amount, duration, group, id, mapOf, oneOf } from "./fields.js";

/** policies.yaml: what may be known in words, and to whose eyes. */

interface RuleDefaults {
  readonly provenance: Provenance[];
  readonly confidence: number;
  readonly audiences: Audience[];
  readonly otherwise: "soften" | "defer" | "block";
}

function rule(description: string, defaults: RuleDefaults) {
  return group(description, {
    provenance: Type.Array(oneOf(PROVENANCES, "A source."), {
      minItems: 1,
      uniqueItems: true,
      maxItems: PROVENANCES.length,
      description: "Where the fact may come from.",
      default: defaults.provenance,
    }),
    minimumConfidence: amount("How sure it must be, 0 to 1.", {
      default: defaults.confidence,
      minimum: 0,
      maximum: 1,
    }),
    audiences: Type.Array(oneOf(AUDIENCES, "Who may see a channel (attune.yaml)."), {
      uniqueItems: true,
      maxItems: AUDIENCES.length,
      description: "On which channels, by who else may read them.",
      default: defaults.audiences,
    }),
    minimumEvidence: amount(
      "Least share of the evidence that is the person's own behaviour, 0 to 1: what a group does says little of one person.",
      { default: 0, minimum: 0, maximum: 1 },
    ),
    purpose: Type.Optional(id("A purpose that must have been agreed to.")),
    otherwise: oneOf(
      ["soften", "defer", "block"],
      "Where it is not given: words without the fact, later, or nothing.",
      defaults.otherwise,
    ),
  });
}

const ALL_PROVENANCES = [...PROVENANCES];
const ALL_AUDIENCES = [...AUDIENCES];

export const guardSchema = group("Not creepy: which facts words may rest on.", {
  facts: mapOf(
    oneOf(SENSITIVITIES, "Its sensitivity."),
    "Sensitivity of trait.<name>, segment.<id>, category.<name> and of the facts that words may name, over the built-in one.",
    { pattern: "^[a-z]+\\.\\S.{0,99}$", maxProperties: 500 },
  ),
  defaultSensitivity: oneOf(SENSITIVITIES, "Of traits, segments and categories that are not listed.", "none"),
  rules: group("What a fact of a sensitivity asks for.", {
    none: rule("Says nothing about the person.", {
      provenance: ALL_PROVENANCES,
      confidence: 0,
      audiences: ALL_AUDIENCES,
      otherwise: "soften",
    }),
    personal: rule("A name, what was looked at or bought.", {
      provenance: ["declared", "observed"],
      confidence: 0.5,
      audiences: ["private", "shared"],
      otherwise: "soften",
    }),
    intimate: rule("Family, money, relationships, age.", {
      provenance: ["declared"],
      confidence: 0.9,
      audiences: ["private"],
      otherwise: "soften",
    }),
    special: rule("GDPR article 9: health, belief, origin, sexual life.", {
      provenance: ["declared"],
      confidence: 0.95,
      audiences: ["private"],
      otherwise: "block",
    }),
  }),
  confidence: group("How sure a fact is by its source, where its event didn't say.", {
    declared: amount("The person said so.", { default: 1, minimum: 0, maximum: 1 }),
    observed: amount("The person did so.", { default: 0.9, minimum: 0, maximum: 1 }),
    inferred: amount("Somebody concluded it.", { default: 0.6, minimum: 0, maximum: 1 }),
    "third-party": amount("Somebody else said so.", { default: 0.4, minimum: 0, maximum: 1 }),
  }),
  minimumRelationship: amount("People are called by name only from so many visits and orders on; 0 = always.", {
    default: 0,
    minimum: 0,
    maximum: 1_000,
  }),
  defer: duration("What is put off is looked at again after this long.", {
    default: "1 h",
    minimum: "1 min",
    maximum: "30 days",
  }),
  checkout: duration("Promotional messages wait until this long after a checkout was begun; 0 s = they don't.", {
    default: "30 min",
    minimum: "0 s",
    maximum: "7 days",
  }),
});

export type GuardFile = Static<typeof guardSchema>;
