import type { Static } from "@sinclair/typebox";
import { amount, count, duration, group, oneOf } from "./fields.js";
import { timeOfDay } from "./delivery.js";

/** When it is said, and on which of an action's channels. */

/** policies.yaml */
export const timingSchema = group(
  "How the time of a message is chosen, for actions with `timing: { mode: best }`; and the hours that bind all.",
  {
    unknownZone: group(
      "Whose zone isn't known is written to only within these hours of the shop's zone, on channels with quiet hours.",
      {
        from: timeOfDay("From (inclusive).", "10:00"),
        to: timeOfDay("Until (exclusive).", "18:00"),
      },
    ),
    exploration: amount(
      "The share of messages whose hour is drawn at random among those allowed, to learn; its probability is in the decision.",
      {
        default: 0.05,
        minimum: 0,
        maximum: 1,
      },
    ),
    spread: duration(
      "Messages for one hour, and those that wait for the end of quiet hours, are spread over this long.",
      {
        default: "30 min",
        minimum: "0 s",
        maximum: "1 h",
      },
    ),
    minimumGain: amount("It is only waited for an hour that is worth more than now by this share.", {
      default: 0.1,
      minimum: 0,
      maximum: 10,
    }),
  },
);

export const channelChoiceSchema = group("Which of an action's channels speaks, by how this person responds.", {
  confidence: amount(
    "Another channel than the one that is usually best takes its place once it is the better one with this probability.",
    {
      default: 0.9,
      minimum: 0.5,
      maximum: 0.999,
    },
  ),
  minimumMessages: count("... and after so many messages on it.", { default: 5, minimum: 1, maximum: 1_000 }),
  dropShare: amount(
    "A channel is dropped for a person whose rate of response is, with that probability, below this share of what is usual; 0 = never.",
    { default: 0.2, minimum: 0, maximum: 1 },
  ),
});

/** actions/*.yaml */
export const actionTimingSchema = group("When it is said.", {
  mode: oneOf(
    ["now", "best"],
    "now: as soon as it may be said. best: at the hour at which this person is likeliest to respond, if waiting is worth it.",
    "now",
  ),
  within: duration("best: it waits no longer than this.", { default: "1 day", minimum: "1 h", maximum: "7 days" }),
  delayCost: amount("best: what an hour of waiting costs, in the shop's currency, beside what relevance fades.", {
    default: 0,
    minimum: 0,
    maximum: 1e6,
  }),
});

/** models/send-time/recipe.yaml: the parameters of the send-time model, chosen on validation data. */
export const sendTimeSchema = group("The send-time model.", {
  ownStrength: amount("Weighted responses of one person that outweigh what holds for look-alikes.", {
    default: 4,
    minimum: 0.01,
    maximum: 1e6,
  }),
  cohortStrength: amount("Weighted responses of look-alikes that outweigh what holds for everybody.", {
    default: 50,
    minimum: 0.01,
    maximum: 1e6,
  }),
  sharedByDays: amount("The share of evidence at an hour that speaks for this hour on any day of the week.", {
    default: 0.9,
    minimum: 0,
    maximum: 1,
  }),
  smoothingHours: amount("Standard deviation of the smoothing over neighbouring hours.", {
    default: 0.75,
    minimum: 0,
    maximum: 12,
  }),
  halfLife: duration("After this long evidence counts half.", {
    default: "365 days",
    minimum: "1 day",
    maximum: "3660 days",
  }),
  weights: group("What a sign of attention counts.", {
    open: amount("A message opened: mail programs open too.", { default: 0.5, minimum: 0, maximum: 100 }),
    click: amount("A link followed.", { default: 1, minimum: 0, maximum: 100 }),
    session: amount("An hour on the site.", { default: 0.75, minimum: 0, maximum: 100 }),
    purchase: amount("An order.", { default: 1.25, minimum: 0, maximum: 100 }),
  }),
  exposurePerMessage: amount(
    "What messages add to the exposure of their hour and those after it, where each hour of the week had as many; a usual hour has 1.",
    {
      default: 2,
      minimum: 0,
      maximum: 100,
    },
  ),
});
export type SendTimeFile = Static<typeof sendTimeSchema>;
export type TimingFile = Static<typeof timingSchema>;
