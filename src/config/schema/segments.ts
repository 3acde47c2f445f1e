import type { Static } from "@sinclair/typebox";
import { condition, duration, entry, group, id, list } from "./fields.js";

/** What stands in config/segments.yaml. */

const segment = entry("Who meets the condition is in it from that event on.", {
  id: id("Its name, unique among segments and personas."),
  when: condition("Who is in it."),
  hold: duration("Stays in for this long after the condition stopped holding: against going in and out.", {
    default: "0 s",
    minimum: "0 s",
    maximum: "366 days",
  }),
});

const persona = entry("A kind of customer.", {
  id: id("Its name, unique among segments and personas."),
  when: condition("Who is one."),
});

export const segmentsSchema = group("Live segments.", {
  segments: list(segment, "A person may be in any number of them. Entering and leaving one is an occasion.", {
    maxItems: 500,
    default: [],
  }),
  personas: list(persona, "A person is one at most: the first whose condition holds.", { maxItems: 50, default: [] }),
});

export type SegmentsFile = Static<typeof segmentsSchema>;
