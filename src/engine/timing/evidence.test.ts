import { describe, expect, it } from "vitest";
import { aDraft } from "../../../test/harness/draft-of.js";
import { anEngineContext, MONDAY } from "../../../test/harness/engine-context.js";
import { CHANNELS } from "../../domain/message.js";
import { NO_POPULATION } from "../../domain/population.js";
import { hourKey, HOURS_OF_WEEK } from "../../domain/timing.js";
import { everyonesEvidence, ownEvidence } from "./evidence.js";

const context = anEngineContext();
const { recipe } = context.timing;
const key = (channel: (typeof CHANNELS)[number], hour: number) => hourKey(CHANNELS.indexOf(channel), hour);
const week = (entries: Record<number, number>) =>
  Array.from({ length: HOURS_OF_WEEK }, (_, hour) => entries[hour] ?? 0);

describe("a person's evidence of hours", () => {
  it("is what they answered on the channel, and when they are on the site; decayed to now", () => {
    const draft = aDraft({
      attention: {
        at: MONDAY - recipe.halfLifeMs,
        keys: [key("email", 9), key("email", 10), key("sms", 11), key("onsite", 9)],
        responses: [2, 0, 8, 4],
        exposures: [0, 6, 8, 0],
      },
      hours: { at: MONDAY - context.halfLives.habit, hours: [9, 20], weights: [1, 4] },
    });
    const { responses, exposures } = ownEvidence(draft, "email", MONDAY, context);
    expect([...Array.from(responses)]).toEqual(week({ 9: 1 + 2 + 0.25, 20: 1 }));
    expect([...Array.from(exposures)]).toEqual(week({ 10: 3 }));
    expect(ownEvidence(draft, "onsite", MONDAY, context).responses[9]).toBe(2 + 0.25);
  });
});

describe("everybody's evidence of hours", () => {
  const evidence = (hours: Record<string, Record<number, number>>) => {
    const known = Object.entries(hours).map(
      ([cohort, responses]) => [cohort, { responses: week(responses), exposures: week({ 1: 5 }) }] as const,
    );
    return everyonesEvidence({ ...NO_POPULATION, hours: new Map(known) }, "email", recipe);
  };

  it("is none where nothing was learnt", () => {
    expect(evidence({})).toBeUndefined();
    expect(evidence({ email: { 9: 4 } })?.responses[9]).toBe(4);
  });

  it("counts visits as much as answers at the most, and more only while answers are few", () => {
    const few = evidence({ email: { 9: 4 }, onsite: { 20: 1_000 } });
    expect([few?.responses[9], few?.responses[20], few?.exposures[1]]).toEqual([4, recipe.cohortStrength, 5]);
    const many = evidence({ email: { 9: 400 }, onsite: { 20: 1_000 } });
    expect(many?.responses[20]).toBe(400);
    const little = evidence({ onsite: { 20: 3 } });
    expect([little?.responses[20], little?.exposures[1]]).toEqual([3, 0]);
  });
});
