import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Sensitivity } from "../../domain/policy.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { categoriesOf, eventCategories } from "./categories.js";
import { partsOf } from "./fact.js";
import { categorySensitivity, listsCategories, segmentSensitivity, traitSensitivity } from "./listed.js";
import { moreSensitive } from "./strictness.js";

/** The sensitivity of a fact: the stricter of what is listed for it and for what it gives away. */
export function sensitivityOf(fact: string, draft: ProfileDraft, context: EngineContext, moment: Moment): Sensitivity {
  const { guard } = context;
  return moreSensitive(guard.facts.get(fact), givenAway(fact, draft, context, moment)) ?? guard.defaultSensitivity;
}

function givenAway(fact: string, draft: ProfileDraft, context: EngineContext, moment: Moment): Sensitivity | undefined {
  const { guard, segments } = context;
  const { subject, key } = partsOf(fact);
  switch (subject) {
    case "person":
    case "trait":
      return traitSensitivity(key, guard);
    case "segment": {
      const segment = segments.find(({ id }) => id === key);
      return segment === undefined ? undefined : segmentSensitivity(segment, guard);
    }
    case "category":
    case "interest":
      return categorySensitivity(key, guard);
    default: {
      if (!listsCategories(guard)) return undefined;
      let strictest: Sensitivity | undefined;
      for (const category of shownCategories(fact, draft, moment))
        strictest = moreSensitive(strictest, categorySensitivity(category, guard));
      return strictest;
    }
  }
}

/** An item is as sensitive as its category, and so are lists of items and collections. */
function shownCategories(fact: string, draft: ProfileDraft, moment: Moment): readonly string[] {
  const [first] = moment.items;
  if (fact.startsWith("item.")) return first === undefined ? [] : categoriesOf(first, draft, moment);
  switch (fact) {
    case "items.names":
      return categoriesOfAll(moment.items, draft, moment);
    case "cart.items":
      return categoriesOfAll(
        draft.read("cart").lines.map(({ item }) => item),
        draft,
        moment,
      );
    case "saved.items":
      return categoriesOfAll([...draft.read("saved").map(({ item }) => item), ...moment.items], draft, moment);
    case "collection.name":
      return eventCategories(moment);
    default:
      return [];
  }
}

function categoriesOfAll(items: readonly string[], draft: ProfileDraft, moment: Moment): string[] {
  return items.flatMap((item) => categoriesOf(item, draft, moment));
}
