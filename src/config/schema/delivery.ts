import { Type } from "@sinclair/typebox";
import { DEVELOPMENT_LINK_SECRET } from "../../links/settings.js";
import { count, duration, entry, flag, group, id, oneOf } from "./fields.js";

/** attune.yaml: how messages reach people, and the links that they carry. */

export const TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

export function timeOfDay(description: string, fallback?: string) {
  return Type.String({
    pattern: TIME_PATTERN,
    description,
    ...(fallback === undefined ? {} : { default: fallback }),
  });
}

export const quietHoursSchema = entry(
  "Nothing but transactional messages, and what was asked for, within these hours.",
  {
    from: timeOfDay("From (inclusive), by the clock on the person's wall: 21:00."),
    to: timeOfDay("Until (exclusive): 08:00. It may lie before `from`: then it passes midnight."),
  },
);

export const deliverySchema = entry(
  "Attune delivers this channel itself. Without it the messages are left to whoever binds to the topic of actions.",
  {
    adapter: id("The way out, by name: config/README.md lists them."),
    options: Type.Unsafe<Record<string, unknown>>({
      type: "object",
      description: "The adapter's own settings.",
      default: {},
    }),
    concurrency: count("Messages under way at once.", { default: 16, minimum: 1, maximum: 1_000 }),
    perSecond: count("At most so many a second; 0 = as fast as it goes.", {
      default: 0,
      minimum: 0,
      maximum: 100_000,
    }),
    timeout: duration("One attempt is given up after this long.", {
      default: "15 s",
      minimum: "100 ms",
      maximum: "2 min",
    }),
    attempts: count("Attempts at most; a message's deadline may end them earlier.", {
      default: 8,
      minimum: 1,
      maximum: 100,
    }),
    retryFirst: duration("The wait before attempt n+1 is drawn from 0 to retryFirst x 2^n (full jitter) ...", {
      default: "1 s",
      minimum: "10 ms",
      maximum: "1 h",
    }),
    retryMost: duration("... and is never longer than this.", {
      default: "10 min",
      minimum: "10 ms",
      maximum: "1 day",
    }),
    onUnknown: Type.Optional(
      oneOf(
        ["drop", "retry"],
        "When nobody knows whether the provider took it and it has no idempotency key. Without it retry for email (the Message-ID stays the same), drop for all others.",
      ),
    ),
    keep: duration("What became of a message is kept this long.", {
      default: "30 days",
      minimum: "1 h",
      maximum: "3660 days",
    }),
  },
);

export const dispatcherSchema = group("Delivering messages.", {
  lease: duration("A channel's lease runs out this long after its last renewal.", {
    default: "10 s",
    minimum: "500 ms",
    maximum: "5 min",
  }),
  most: count("Messages of one channel taken from the log and not final yet; beyond it the channel stops reading.", {
    default: 10_000,
    minimum: 16,
    maximum: 1_000_000,
  }),
  tracking: group("What is counted of e-mails.", {
    opens: flag("Opens, by a picture: mail programs load it without anybody looking, so it says little.", false),
    clicks: flag("Clicks: links lead through this Attune.", true),
  }),
});

const linkKey = entry("A key that links are signed with.", {
  id: id("Its name, in the links themselves."),
  secret: Type.String({
    minLength: 16,
    maxLength: 500,
    description: "The secret: who has it can unsubscribe anybody and read their preferences.",
  }),
});

export const linksSchema = group("Links in messages: unsubscribe, preferences, counted clicks.", {
  publicUrl: Type.String({
    maxLength: 300,
    description:
      "Where people reach this Attune, e.g. https://mail.shop.example.com. Empty: the collector's own address where it listens on this machine alone, else no links.",
    default: "",
  }),
  keys: Type.Array(linkKey, {
    minItems: 1,
    maxItems: 20,
    description: "The first signs, all verify: to change keys, put the new one in front and keep the old one.",
    default: [{ id: "development", secret: DEVELOPMENT_LINK_SECRET }],
  }),
});
