import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";
import { applicabilityPolicy } from "./applicability.js";
import { consentPolicy } from "./consent.js";
import { contactPolicy } from "./contact-policy.js";
import { eligibilityPolicy } from "./eligibility.js";
import { preferencePolicy } from "./preference.js";
import { quietHoursPolicy } from "./quiet-hours.js";
import { suitabilityPolicy } from "./suitability.js";

/** The policies in their order; an option ends at the first that refuses it. undefined: it may be said. */
export function refusalOf(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  view: View,
): Refusal | undefined {
  return (
    consentPolicy(draft, option, context, moment.time) ??
    eligibilityPolicy(draft, option, context, moment, view) ??
    applicabilityPolicy(draft, option, context, moment, view) ??
    suitabilityPolicy(draft, option, context, moment, view) ??
    preferencePolicy(draft, option, context, moment) ??
    quietHoursPolicy(draft, option, context, moment) ??
    contactPolicy(draft, option, context, moment)
  );
}
