import { armFeatures, cellOf, packFeatures } from "../../domain/arm-features.js";
import type { Moment, Option } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Contact } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";

/** What the learner keeps of a message until it is known what came of it. Before the contact is recorded. */
export function contactFeatures(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  view: View,
): Pick<Contact, "features" | "cell"> {
  return { features: packFeatures(armFeatures(draft, option, context, moment, view)), cell: cellOf(view) };
}
