import { describe, expect, it } from "vitest";
import { aTrack, anEngineContext, anEvent, MONDAY } from "../../../test/harness/engine-context.js";
import type { JsonObject, SegmentEvent } from "../../domain/event.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { StepOutput } from "../step-output.js";
import { applyFeatures } from "./apply.js";

function after(...events: SegmentEvent[]) {
  const draft = new Draft(EMPTY_PROFILE, "u:ada");
  for (const event of events) applyFeatures(draft, event, anEngineContext(), new StepOutput());
  return draft.read("preferences");
}

const updated = (properties: JsonObject, time = MONDAY) => aTrack("Preferences Updated", time, properties);

describe("preferences", () => {
  it("are what the person declared", () => {
    const declared = {
      channels: ["email", "pigeon", "email"],
      topics: ["shoes", ""],
      refused_topics: ["beauty"],
      weekdays: ["Saturday", 7, 1, 9, "no day"],
      hours: { from: "18:00", to: "21:30" },
      pause_until: "2026-04-01",
      per_week: 2,
    };
    const expected = {
      at: MONDAY,
      channels: ["email"],
      topics: ["shoes"],
      refusedTopics: ["beauty"],
      weekdays: [1, 6, 7],
      from: 18 * 60,
      until: 21 * 60 + 30,
      pausedUntil: Date.UTC(2026, 3, 1),
      perWeek: 2,
    };
    expect(after(updated(declared))).toEqual(expected);
    expect(after(anEvent({ type: "identify", traits: { preferences: declared } }))).toEqual(expected);
  });

  it("change part by part, by the time of the statement; null and empty lists lift them", () => {
    const first = updated({ topics: ["shoes"], hours: { from: "18:00", to: "02:00" }, pause_until: MONDAY + 5 });
    expect(after(first, updated({ channels: ["sms"] }, MONDAY + 1))).toMatchObject({
      topics: ["shoes"],
      channels: ["sms"],
      from: 1080,
      until: 120,
    });
    expect(after(first, updated({ topics: [], hours: null, pause_until: null }, MONDAY + 1))).toMatchObject({
      topics: [],
      from: 0,
      until: 0,
      pausedUntil: 0,
    });
    expect(after(first, updated({ topics: ["hats"] }, MONDAY - 1))).toMatchObject({ topics: ["shoes"] });
  });

  it.each([
    [3.9, 3],
    [1_000, 14],
    [0, 0],
    [-1, 0],
    ["2", 0],
    [null, 0],
  ])("of %j messages a week are %i", (perWeek, expected) => {
    expect(after(updated({ per_week: 5 }), updated({ perWeek }, MONDAY + 1))).toMatchObject({ perWeek: expected });
  });

  it.each([
    { from: "25:00", to: "26:00" },
    { from: "9:00" },
    { from: "18:60", to: "19:00" },
    "evening",
    { from: "10:00", to: "10:00" },
  ])("take %j for no restriction", (hours) => {
    expect(after(updated({ hours }))).toMatchObject({ from: 0, until: 0 });
  });
});
