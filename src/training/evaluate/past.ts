import type { LivePopularity } from "../../domain/item.js";
import type { Taste } from "../../domain/recommendation.js";

/** What serving knows at a moment of a replay: of one person, and of what everybody does lately. */
export interface Past {
  /** As it would be read for a request at `time`. */
  taste(person: number, time: number): Taste;
  /** As it would be in force at `time`, ms; it is made anew now and then, not for every event. */
  popularity(time: number): LivePopularity;
  /** The interaction of this number has happened. */
  apply(at: number): void;
}

/** How often popularity is made anew in a replay, event time. */
export const POPULARITY_EVERY_MS = 900_000;
