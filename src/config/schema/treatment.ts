import { type Static, Type } from "@sinclair/typebox";
import { CHANNELS } from "../../domain/message.js";
import { MOST_RECOMMENDED } from "../../domain/recommendation.js";
import { amount, count, entry, flag, id, list, oneOf, text } from "./fields.js";
import { filterSchema } from "./recommendations.js";

/** How an action is said: the part of config/actions/ that holds the words. */

/** The longest title and body: a subject line and a long e-mail. Bounds what one message can cost. */
export const MAX_TITLE = 200;
export const MAX_BODY = 4_000;

const copy = entry("One version of the words. The first that the guard allows and whose facts are all known is used.", {
  title: text("Subject or headline, in Liquid, one line.", { maxLength: MAX_TITLE }),
  body: text("The text, in Liquid.", { maxLength: MAX_BODY }),
  url: Type.Optional(text("Where it leads, in Liquid; scheme and host are written out.", { maxLength: 1_000 })),
  generic: flag(
    "It gives away nothing of what the treatment `uses`: the guard may soften to it. Plain words of a treatment that uses nothing always are.",
    false,
  ),
});

export const treatmentSchema = entry("One way to say it.", {
  id: id("Unique within the action, its steps included."),
  channel: oneOf(CHANNELS, "The channel it leaves on."),
  locale: Type.Optional(
    text("BCP 47, e.g. de or pt-BR: for people of this language. Without it: for everybody else.", { maxLength: 35 }),
  ),
  slot: Type.Optional(id("onsite: only in the slot of this name.")),
  uses: Type.Array(
    text("trait.<name>, segment.<id>, category.<name>, or a fact that words may name.", { maxLength: 120 }),
    {
      maxItems: 20,
      uniqueItems: true,
      description:
        "Facts that choosing this person rests on, though the words needn't name them: the guard asks for them.",
      default: [],
    },
  ),
  recommend: Type.Optional(
    entry("Items to recommend in it, about what the occasion is about.", {
      scenario: id("A built-in scenario, or one of recommendations.yaml."),
      n: count("At most so many.", { default: 4, minimum: 1, maximum: MOST_RECOMMENDED }),
      minimum: count("With fewer it isn't said.", { default: 1, minimum: 1, maximum: MOST_RECOMMENDED }),
      filter: Type.Optional(filterSchema),
    }),
  ),
  template: Type.Optional(
    id(
      "The layout that dresses the words: a file of templates/. Without it the channel's own, called like the channel.",
    ),
  ),
  coupon: Type.Optional(id("The pool of coupons.yaml that a code is taken from.")),
  prior: Type.Optional(
    amount("P before anything is learnt, 0 to 1; without it the channel's (policies.yaml).", {
      minimum: 0,
      maximum: 1,
    }),
  ),
  copy: list(copy, "Versions of the words, the richest first, the plainest (no facts at all) last.", {
    minItems: 1,
    maxItems: 10,
  }),
});

export type TreatmentFile = Static<typeof treatmentSchema>;
