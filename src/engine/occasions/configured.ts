import type { EngineContext } from "../../domain/context.js";
import type { SectionName } from "../../domain/profile.js";
import { type Groups, groupActions, groupsFor } from "./groups.js";
import { openEvent } from "./kinds/events.js";
import { reviewsNeeded } from "./reviews.js";
import type { Hearing } from "./rule.js";
import { RULES } from "./rules.js";

/** What of all this the configuration asks for, worked out once: an event that is about none of it costs a look into a map. */
export interface Configured {
  readonly groups: Groups;
  /** By the event's name. */
  readonly opens: ReadonlyMap<string, readonly Hearing[]>;
  readonly closes: ReadonlyMap<string, readonly Hearing[]>;
  readonly onVisit: readonly Hearing[];
  readonly onOrder: readonly Hearing[];
  readonly onChange: readonly { readonly section: SectionName; readonly hear: Hearing }[];
  /** Some action is for any event at all. */
  readonly hearsAll: boolean;
  readonly watchesSilence: boolean;
  readonly reviews: boolean;
}

export function configure(context: EngineContext): Configured {
  const groups = groupActions(context.actions);
  const rules = RULES.filter(({ occasion }) => groups.byOccasion.has(occasion));
  const opens = new Map<string, Hearing[]>();
  const closes = new Map<string, Hearing[]>();
  const add = (to: Map<string, Hearing[]>, name: string, hear: Hearing): void => {
    to.set(name, [...(to.get(name) ?? []), hear]);
  };
  for (const rule of rules) {
    for (const [name, hear] of Object.entries(rule.opens ?? {})) add(opens, name, hear);
    for (const [name, hear] of Object.entries(rule.closes ?? {})) add(closes, name, hear);
  }
  const named = groupsFor(groups, "event").flatMap((group) => group.actions.map(({ trigger }) => trigger.of));
  const hearsAll = named.some((of) => of.length === 0);
  if (!hearsAll) for (const name of new Set(named.flat())) add(opens, name, openEvent);
  return {
    groups,
    opens,
    closes,
    onVisit: rules.flatMap((rule) => rule.onVisit ?? []),
    onOrder: rules.flatMap((rule) => rule.onOrder ?? []),
    onChange: rules.flatMap((rule) => rule.onChange ?? []),
    hearsAll,
    watchesSilence: groups.byOccasion.has("silence"),
    reviews: reviewsNeeded(context),
  };
}
