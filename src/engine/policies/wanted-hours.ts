import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import { isAllowed } from "../../domain/hours.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { DayHours } from "../../domain/timing.js";
import { limitsOf, putOff } from "./quiet-hours.js";

const NEVER_QUIET: readonly DayHours[] = [];

/** The days and hours that the person declared. The refusal names the moment from which it may be said. */
export function wantedHoursPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
): Refusal | undefined {
  const limits = limitsOf(draft, option, context, moment);
  if (limits === undefined || isAllowed({ ...limits, quiet: NEVER_QUIET }, moment.time)) return undefined;
  return putOff({ stage: "preference", code: "preference.time" }, limits, draft, option, context, moment);
}
