import type { Preferences, View } from "../../../domain/profile.js";

const DAY_MINUTES = 24 * 60;

/**
 * Both restrictions hold: channels (in the order of the later declaration), topics and weekdays that both allow, topics that either refused, the later end of
 * a pause, the fewer messages. Where nothing is left in common, and of hours that don't overlap, the later declaration counts: an empty list would allow
 * everything.
 */
export function mergePreferences(into: Preferences, from: View<Preferences>, topics: number): void {
  if (from.at === 0) return;
  const isNewer = from.at > into.at;
  into.channels = common(into.channels, from.channels, isNewer);
  into.topics = common(into.topics, from.topics, isNewer);
  into.weekdays = common(into.weekdays, from.weekdays, isNewer);
  into.refusedTopics = [...new Set([...into.refusedTopics, ...from.refusedTopics])].sort().slice(0, topics);
  mergeHours(into, from, isNewer);
  into.pausedUntil = Math.max(into.pausedUntil, from.pausedUntil);
  // 0 is no wish.
  into.perWeek = Math.min(into.perWeek || from.perWeek, from.perWeek || into.perWeek);
  into.at = Math.max(into.at, from.at);
}

/** An empty list is no restriction. */
function common<T>(own: readonly T[], given: readonly T[], isNewer: boolean): T[] {
  if (own.length === 0 || given.length === 0) return [...own, ...given];
  const [later, earlier] = isNewer ? [given, own] : [own, given];
  const both = later.filter((entry) => earlier.includes(entry));
  return both.length > 0 ? both : [...(isNewer ? given : own)];
}

/** The stretch of the day that is in both. Where there are two such stretches, or none, one of the declarations counts. */
function mergeHours(into: Preferences, from: View<Preferences>, isNewer: boolean): void {
  if (from.from === from.until) return;
  if (into.from === into.until) return take(into, from);
  const ownLength = lengthOf(into);
  const givenLength = lengthOf(from);
  // Measured from the beginning of the receiver's hours.
  const start = (from.from - into.from + DAY_MINUTES) % DAY_MINUTES;
  const end = start + givenLength;
  const first = start < ownLength ? Math.min(end, ownLength) - start : 0;
  const second = Math.max(0, Math.min(end - DAY_MINUTES, ownLength));
  if (first > 0 && second > 0) {
    if (givenLength < ownLength || (givenLength === ownLength && isNewer)) take(into, from);
  } else if (first > 0) {
    take(into, { from: (into.from + start) % DAY_MINUTES, until: (into.from + start + first) % DAY_MINUTES });
  } else if (second > 0) {
    take(into, { from: into.from, until: (into.from + second) % DAY_MINUTES });
  } else if (isNewer) {
    take(into, from);
  }
}

function take(into: Preferences, { from, until }: { readonly from: number; readonly until: number }): void {
  into.from = from;
  into.until = until;
}

function lengthOf({ from, until }: { readonly from: number; readonly until: number }): number {
  return (until - from + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
}
