import type { EngineContext } from "../../../domain/context.js";
import type { Plan } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { DAY } from "../../../domain/time.js";
import { type Group, groupsFor } from "../groups.js";
import { nothing } from "../items.js";
import { findPlan, takePlan } from "../plans.js";
import type { Heard, OccasionRule } from "../rule.js";
import { schedule, scheduled } from "../schedule.js";
import { zoneOf } from "../../../domain/zone-evidence.js";
import { type Birthday, birthdayOf, nextBirthday } from "./birthday-date.js";

/** Once a year, at an hour of the person's own day. */
export const birthday: OccasionRule = {
  occasion: "birthday",
  waits: "time",
  // A declared date sets it, and another moves it. At a visit, for those whose date was known before the occasion was configured.
  onChange: { section: "traits", hear: arrange },
  onVisit(heard) {
    if (groupsFor(heard.groups, "birthday").some(({ ref }) => !heard.draft.isPlanned("birthday", ref))) arrange(heard);
  },
  about: nothing,
  gone: (draft) => (dateOf(draft) === undefined ? "occasion.emptied" : undefined),
  /** The person moved to a zone where it isn't the hour yet. */
  moved(draft, plan, group, context) {
    const at = nextIn(draft, plan.openedAt - DAY, context);
    return at !== undefined && at > plan.openedAt && at < plan.openedAt + DAY
      ? planOf(group, at, plan.opened)
      : undefined;
  },
  next(draft, plan, group, context) {
    // Not again on the same day, should the zone have changed.
    const at = nextIn(draft, plan.openedAt + DAY, context);
    return at === undefined ? undefined : planOf(group, at, plan.opened);
  },
};

function arrange({ draft, event, groups, context, out }: Heard): void {
  for (const group of groupsFor(groups, "birthday")) {
    const { clock } = draft.read("activity");
    const at = nextIn(draft, clock - group.waitMs, context);
    if (at === undefined) {
      takePlan(draft, "birthday", group.ref);
      continue;
    }
    if (isPast(draft, group, at, context)) continue;
    if (!schedule(draft, group, planOf(group, at, event.id), context)) out.reason("occasion.too-many");
  }
}

/** Whether the plan is for the birthday after this one: it had its hour already, before the person moved to another zone. */
function isPast(draft: ProfileDraft, group: Group, at: number, context: EngineContext): boolean {
  const planned = findPlan(draft, "birthday", group.ref);
  const after = nextIn(draft, at + DAY, context);
  return planned !== undefined && after !== undefined && Math.abs(planned.openedAt - after) < 2 * DAY;
}

function planOf(group: Group, at: number, opened: string): Plan {
  return scheduled(group, "", { at, opened });
}

function nextIn(draft: ProfileDraft, after: number, context: EngineContext): number | undefined {
  const date = dateOf(draft);
  return date && nextBirthday(date, zoneOf(draft, context), context.occasions.birthdayHour, after);
}

function dateOf(draft: ProfileDraft): Birthday | undefined {
  const traits = draft.read("traits");
  return birthdayOf(traits.find(({ key }) => key === "birthday" || key === "birthdate")?.value);
}
