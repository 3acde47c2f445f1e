import type { Moment, Option } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Item } from "../../domain/item.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { judgeFact } from "./judge-fact.js";
import { categorySensitivity } from "./listed.js";

/**
 * Whether an item may be recommended on this channel: one of a category that is listed as sensitive shows what was concluded of the person,
 * and passes only under the rule of that sensitivity.
 */
export function mayRecommend(
  { category }: Item,
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  evidence: number,
): boolean {
  if (categorySensitivity(category, context.guard) === undefined) return true;
  return judgeFact(`category.${category}`, draft, option, context, moment, evidence)?.otherwise === "allow";
}
