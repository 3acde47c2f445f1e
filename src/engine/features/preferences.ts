import type { JsonObject, JsonValue, SegmentEvent } from "../../domain/event.js";
import { ID_CHARS, objectOf, textOf } from "../../domain/fields.js";
import { MOST_PER_WEEK, type Preferences } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { asChannel } from "./channels.js";
import { timeOf } from "./values.js";

/** Topics kept, each way. */
export const MOST_TOPICS = 16;
const DAY_MINUTES = 24 * 60;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * What the person declared of being written to: "Preferences Updated", or an identify call's `traits.preferences`. Each part that is named takes the place
 * of what was declared before; null or an empty list lifts it.
 */
export function setPreferences(draft: ProfileDraft, given: JsonObject, { time }: SegmentEvent): void {
  if (time < draft.read("preferences").at) return;
  const preferences = draft.write("preferences");
  preferences.at = time;
  if (given["channels"] !== undefined) preferences.channels = unique(listOf(given["channels"]).map(asChannel));
  if (given["topics"] !== undefined) preferences.topics = topicsOf(given["topics"]);
  const refused = given["refused_topics"] ?? given["refusedTopics"];
  if (refused !== undefined) preferences.refusedTopics = topicsOf(refused);
  if (given["weekdays"] !== undefined)
    preferences.weekdays = unique(listOf(given["weekdays"]).map(weekdayOf)).toSorted((a, b) => a - b);
  if (given["hours"] !== undefined) setHours(preferences, given["hours"]);
  const pause = given["pause_until"] !== undefined ? given["pause_until"] : given["pauseUntil"];
  if (pause !== undefined) preferences.pausedUntil = timeOf(pause) ?? 0;
  const perWeek = given["per_week"] !== undefined ? given["per_week"] : given["perWeek"];
  if (perWeek !== undefined) preferences.perWeek = perWeekOf(perWeek);
}

/** Less than one a week is a pause, or no consent: it is no number of messages. */
function perWeekOf(given: JsonValue): number {
  return typeof given === "number" && given >= 1 ? Math.min(MOST_PER_WEEK, Math.floor(given)) : 0;
}

/** Where one of the two is no time of day, or both are the same, the person may be written to at any time. */
function setHours(preferences: Preferences, given: JsonValue): void {
  const hours = objectOf(given);
  const from = minutesOf(hours?.["from"]);
  const until = minutesOf(hours?.["to"] ?? hours?.["until"]);
  const isAny = from === undefined || until === undefined || from === until;
  preferences.from = isAny ? 0 : from;
  preferences.until = isAny ? 0 : until;
}

/** "18:30" -> 1110 */
function minutesOf(value: JsonValue | undefined): number | undefined {
  const match = typeof value === "string" ? /^(\d{1,2}):(\d{2})$/.exec(value) : null;
  const minutes = match === null ? Number.NaN : Number(match[1]) * 60 + Number(match[2]);
  return minutes <= DAY_MINUTES && Number(match?.[2]) < 60 ? minutes : undefined;
}

/** 1 = Monday to 7 = Sunday, or its English name. */
function weekdayOf(value: JsonValue): number | undefined {
  if (typeof value === "number") return Number.isInteger(value) && value >= 1 && value <= 7 ? value : undefined;
  const at = typeof value === "string" ? WEEKDAYS.indexOf(value.slice(0, 3).toLowerCase()) : -1;
  return at < 0 ? undefined : at + 1;
}

function topicsOf(value: JsonValue): string[] {
  return unique(listOf(value).map((topic) => textOf(topic, ID_CHARS))).slice(0, MOST_TOPICS);
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value.slice(0, MOST_TOPICS) : [];
}

function unique<T>(list: readonly (T | undefined)[]): T[] {
  return [...new Set(list)].filter((entry) => entry !== undefined);
}
