import type { Preferences } from "./profile.js";

/** What somebody wants who has declared nothing; lists of the caller's own. */
export function noPreferences(): Omit<Preferences, "at"> {
  return {
    channels: [],
    topics: [],
    refusedTopics: [],
    weekdays: [],
    from: 0,
    until: 0,
    pausedUntil: 0,
    perWeek: 0,
  };
}
