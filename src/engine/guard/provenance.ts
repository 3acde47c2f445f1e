import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Provenance } from "../../domain/policy.js";
import type { Trait } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { areSame, categoriesOf } from "./categories.js";
import { partsOf, traitOf } from "./fact.js";
import { namedIn, readsTraitsOnly } from "./segment-source.js";
import { weaker } from "./strictness.js";

/** Where a fact comes from, and how sure it is: 0 to 1. */
export interface Source {
  readonly provenance: Provenance;
  readonly confidence: number;
}

/** What a treatment rests on and nobody told: nothing weaker can be said of it. */
const UNKNOWN: Source = { provenance: "third-party", confidence: 0 };
/** What the person did. */
const OBSERVED: Source = { provenance: "observed", confidence: 1 };

/** undefined: a merge field of the person's that is not known; words that name it are not rendered. */
export function sourceOf(
  fact: string,
  draft: ProfileDraft,
  context: EngineContext,
  moment: Moment,
): Source | undefined {
  const { subject, key } = partsOf(fact);
  switch (subject) {
    case "person":
      return asSource(traitOf(draft, key));
    case "trait":
      return asSource(traitOf(draft, key)) ?? UNKNOWN;
    case "segment":
      return segmentSource(key, draft, context);
    case "category":
      return wasSeen(key, draft, moment) ? OBSERVED : inferred(context);
    case "interest":
      return inferred(context);
    default:
      return OBSERVED;
  }
}

function asSource(trait: Trait | undefined): Source | undefined {
  return trait === undefined ? undefined : { provenance: trait.provenance, confidence: trait.confidence };
}

function inferred(context: EngineContext): Source {
  return { provenance: "inferred", confidence: context.guard.confidence.inferred };
}

/**
 * A segment is a conclusion: inferred, and no surer than the weakest trait that its condition names. Where it reads nothing but traits, it is as
 * good as these.
 */
function segmentSource(id: string, draft: ProfileDraft, context: EngineContext): Source {
  const segment = context.segments.find((one) => one.id === id);
  if (segment === undefined) return UNKNOWN;
  const named = draft.read("traits").filter((trait) => namedIn(segment, trait.key));
  let { provenance, confidence } =
    named.length > 0 && readsTraitsOnly(segment)
      ? ({ provenance: "declared", confidence: 1 } as const)
      : inferred(context);
  for (const trait of named) {
    provenance = weaker(provenance, trait.provenance);
    confidence = Math.min(confidence, trait.confidence);
  }
  return { provenance, confidence };
}

/** Whether the person dealt with things of the category: it is what the moment is about, or among what is remembered. */
function wasSeen(category: string, draft: ProfileDraft, moment: Moment): boolean {
  const isIt = (one: string): boolean => areSame(one, category);
  return (
    moment.items.some((item) => categoriesOf(item, draft, moment).some(isIt)) ||
    draft.read("items").some((item) => isIt(item.category))
  );
}
