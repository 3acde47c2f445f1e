import { type Static, Type } from "@sinclair/typebox";
import { ACTION_CLASSES } from "../../domain/action.js";
import { CHANNELS } from "../../domain/message.js";
import { amount, count, duration, entry, group, id, list, oneOf } from "./fields.js";

/** policies.yaml: how often people are written to, and what their silence means. */

const cap = entry("At most so many messages that match, in any one window. All caps hold at once.", {
  id: id("Its name, in decisions and explanations."),
  channel: Type.Optional(oneOf(CHANNELS, "Only messages on this channel; without it on all of them together.")),
  topic: Type.Optional(id("Only messages of this topic.")),
  group: Type.Optional(id("Only messages of this group of actions.")),
  classes: Type.Array(oneOf(ACTION_CLASSES, "A class."), {
    minItems: 1,
    maxItems: 4,
    uniqueItems: true,
    description: "Which classes it counts and limits.",
    default: ["service", "promotional", "education"],
  }),
  count: count("Messages.", { minimum: 1, maximum: 100 }),
  window: Type.Optional(
    duration("Any stretch of this length (a rolling window).", { minimum: "1 min", maximum: "366 days" }),
  ),
  per: Type.Optional(
    oneOf(["day", "week", "month"], "A day, week (from Monday) or month of the calendar, in the person's zone."),
  ),
});
export type CapFile = Static<typeof cap>;

export const contactSchema = group("How often.", {
  caps: list(cap, "Caps beside the channels' own (attune.yaml).", { maxItems: 50, default: [] }),
  pressure: group("Who doesn't answer is written to less.", {
    ignored: count("After so many messages on a channel without an open or click ...", {
      default: 5,
      minimum: 1,
      maximum: 1_000,
    }),
    factor: amount("... its caps are multiplied by this (rounded up, at least 1); 1 = off.", {
      default: 1,
      minimum: 0,
      maximum: 1,
    }),
  }),
});

const silence = entry("Someone doesn't answer on a channel although messages are sent.", {
  channel: oneOf(CHANNELS, "The channel."),
  after: Type.Optional(
    duration("No open or click for so long; without it 180 days (email), 30 days (sms), 90 days (others).", {
      minimum: "1 day",
      maximum: "3660 days",
    }),
  ),
  mode: oneOf(
    ["pause", "season", "win-back"],
    "pause: nothing promotional for a while. season: only in key seasons. win-back: only actions for the occasion silence.",
    "pause",
  ),
  pause: duration("pause: for so long.", { default: "30 days", minimum: "1 day", maximum: "366 days" }),
});

export const silenceSchema = list(silence, "What silence means, by channel.", {
  maxItems: CHANNELS.length,
  default: [
    { channel: "email", mode: "pause", pause: "30 days" },
    { channel: "sms", mode: "pause", pause: "30 days" },
  ],
});

/** "11-20": month and day. */
const DAY_OF_YEAR = "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const dayOfYear = (description: string) => Type.String({ pattern: DAY_OF_YEAR, description });

const season = entry("A key season, every year.", {
  id: id("Its name, unique; for `moment.seasons` in conditions."),
  from: dayOfYear("The first day, month and day: 11-20."),
  to: dayOfYear("The last day, it included. It may lie before `from`: then it passes the end of the year."),
});

export const seasonsSchema = list(season, "The shop's key seasons.", { maxItems: 50, default: [] });
