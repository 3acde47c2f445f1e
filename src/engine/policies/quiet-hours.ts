import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import { deadlineOf } from "../../domain/deadline.js";
import { ANY_HOURS, isAllowed, type Limits, nextAllowed } from "../../domain/hours.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { spread } from "../../domain/spread.js";
import type { DayHours } from "../../domain/timing.js";
import { zoneEvidence } from "../../domain/zone-evidence.js";
import { isAskedFor } from "./asked-for.js";

const NEVER_QUIET: readonly DayHours[] = [];
const ALL_DAYS: readonly number[] = [];

/**
 * When this may be said at all: outside the channel's quiet hours, on the days and at the hours that the person declared. Whose zone isn't known is
 * written to only within TimingPolicy.unknownZone's hours, where the channel has quiet ones. undefined: at any time, as are
 * transactional messages and what was asked for.
 */
export function limitsOf(
  draft: ProfileDraft,
  { action, treatment }: Option,
  context: EngineContext,
  moment: Moment,
): Limits | undefined {
  if (action.class === "transactional" || isAskedFor(action, moment)) return undefined;
  const quiet = context.channels.get(treatment.channel)?.quietHours;
  const { weekdays, from, until } = draft.read("preferences");
  if (quiet === undefined && weekdays.length === 0 && from === until) return undefined;
  const { zones, source } = zoneEvidence(draft, context);
  return { zones, quiet: quietHours(quiet, source === "unknown", context), weekdays, wanted: { from, until } };
}

function quietHours(
  ofChannel: DayHours | undefined,
  isUnknown: boolean,
  { timing }: EngineContext,
): readonly DayHours[] {
  if (ofChannel === undefined) return NEVER_QUIET;
  // All but the hours in which strangers may be written to.
  return isUnknown ? [ofChannel, { from: timing.unknownZone.until, until: timing.unknownZone.from }] : [ofChannel];
}

/** What nobody wants to be woken by. The refusal names the moment from which it may be said. */
export function quietHoursPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
): Refusal | undefined {
  const limits = limitsOf(draft, option, context, moment);
  if (limits === undefined || limits.quiet.length === 0) return undefined;
  if (isAllowed({ ...limits, weekdays: ALL_DAYS, wanted: ANY_HOURS }, moment.time)) return undefined;
  return putOff({ stage: "contact-policy", code: "contact.quiet-hours" }, limits, draft, option, context, moment);
}

/** Refused until it is neither quiet nor unwanted; for good where that never is. What has its deadline then is spread over what is left until that. */
export function putOff(
  refusal: Refusal,
  limits: Limits,
  { person }: ProfileDraft,
  { action }: Option,
  { timing }: EngineContext,
  moment: Moment,
): Refusal {
  const from = nextAllowed(limits, moment.time, Number.POSITIVE_INFINITY);
  if (from === undefined) return refusal;
  const left = Math.max(0, deadlineOf(action, moment) - from);
  return { ...refusal, until: spread(limits, from, person, Math.min(timing.spreadMs, left)) };
}
