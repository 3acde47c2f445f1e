import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, aTreatment, MONDAY } from "../../test/harness/engine-context.js";
import { EngineStory } from "../../test/harness/engine-story.js";
import { aPropensityModel, aScoring } from "../../test/harness/scoring-models.js";
import { aRule } from "../../test/harness/engine-context.js";
import type { DeliveryEvent } from "../domain/event.js";
import { liveCalibrationOf, liveComparisonOf } from "../domain/live-calibration.js";
import type { ScoredMoment, ScoredOption, Scoring } from "../domain/scoring.js";
import { MINUTE } from "../domain/time.js";

const ASKED = { occasion: "event", of: ["Asked"], waitMs: 0, cancelOn: [] } as const;
const ACTIONS = [
  anAction({ id: "warm", trigger: ASKED }),
  anAction({ id: "cold", trigger: ASKED, treatments: [aTreatment("email", { prior: 0.06 })] }),
  anAction({
    id: "barred",
    trigger: ASKED,
    policy: { eligibility: [aRule("never", () => false)], applicability: [], suitability: [] },
  }),
];
const BY_ACTION: Readonly<Record<string, number>> = { warm: 0.3, cold: 0.02, barred: 0.9 };
const TRAINED = aPropensityModel("t1", ({ option }) => BY_ACTION[option.action.id] ?? 0);
const OTHER = aPropensityModel("t2", ({ belief }) => belief * 2);

function told(scoring: Scoring): EngineStory {
  return new EngineStory(anEngineContext({ actions: ACTIONS, scoring })).take(aTrack("Asked", MONDAY));
}

describe("a trained propensity", () => {
  it("takes the place of what was learnt, for every option, and is told in the record", () => {
    const [decision] = told(aScoring({ propensity: TRAINED })).decisions;
    const of = (id: string) => decision?.candidates.find(({ action }) => action === id);
    expect(decision).toMatchObject({ winner: "warm/by-email", models: { propensity: "t1" } });
    expect(of("warm")).toMatchObject({ p: 0.3, belief: 0.05, model: "trained", evidence: 0 });
    expect(of("cold")).toMatchObject({ p: 0.02, belief: 0.06, model: "trained" });
    expect(of("barred")).toMatchObject({ p: 0.9, model: "trained", stage: "eligibility" });
    const [learnt] = told(aScoring({})).decisions;
    expect(learnt).toMatchObject({ winner: "cold/by-email" });
    expect(learnt).not.toHaveProperty("models");
    expect(learnt?.candidates[0]).not.toHaveProperty("belief");
  });

  it("is asked once for a decision, of all its options and what is believed of each", () => {
    const calls: { options: readonly ScoredOption[]; moment: ScoredMoment }[] = [];
    const watched = {
      version: "w",
      score(options: readonly ScoredOption[], moment: ScoredMoment) {
        calls.push({ options, moment });
        return options.map(() => 0.5);
      },
    };
    told(aScoring({ propensity: watched }));
    expect(calls).toHaveLength(1);
    expect(calls[0]?.options.map(({ option, belief }) => [option.action.id, belief])).toEqual([
      ["warm", 0.05],
      ["cold", 0.06],
      ["barred", 0.05],
    ]);
    expect(calls[0]?.moment.moment).toMatchObject({ occasion: "event", subject: "Asked" });
  });

  it.each([
    [Number.NaN, 0.0001],
    [-3, 0.0001],
    [1, 0.9999],
    [0.12344, 0.1234],
  ])("says neither nonsense nor that anything is certain: %d is %d", (said, p) => {
    const [decision] = told(aScoring({ propensity: aPropensityModel("n", () => said) })).decisions;
    expect(decision?.candidates[0]?.p).toBe(p);
  });

  it("in the shadow changes nothing of the choice", () => {
    const chosen = (scoring: Scoring) => told(scoring).decisions;
    expect(JSON.stringify(chosen(aScoring({}, { propensity: TRAINED })), withoutIds)).toBe(
      JSON.stringify(chosen(aScoring({})), withoutIds),
    );
  });
});

/** Events of tests have ids that count up, and decisions and messages theirs by them. */
function withoutIds(key: string, value: unknown): unknown {
  return key === "id" || key === "cause" || key === "message" ? undefined : value;
}

describe("what it said of a message", () => {
  const scoring = aScoring({ propensity: TRAINED }, { propensity: OTHER });
  const live = (story: EngineStory, version: string) =>
    liveCalibrationOf(story.partition.all(), "propensity", version, "response");

  it("is held against the answer, with what the one in the shadow said of the same", () => {
    const story = told(scoring);
    const [message] = story.messages;
    expect(story.profile?.read("contacts")[0]?.predictions).toEqual([
      { version: "t1", p: 0.3 },
      { version: "t2", p: 0.1 },
    ]);
    expect(live(story, "t1")).toMatchObject({ count: 1, positives: 0, said: 0.3 });
    expect(live(story, "t2")).toMatchObject({ count: 1, positives: 0, said: 0.1 });
    story.take(aTrack("Email Link Clicked", MONDAY + MINUTE, { message_id: message?.id ?? "" }));
    expect(live(story, "t1")).toMatchObject({ count: 1, positives: 1 });
    expect(live(story, "t1")?.logLoss).toBeCloseTo(-Math.log(0.3), 4);
    expect(live(story, "t2")?.logLoss).toBeCloseTo(-Math.log(0.1), 4);
    story.take(aTrack("Asked", MONDAY + 10 * MINUTE));
    expect(liveComparisonOf(story.partition.all(), "propensity", "t2", "t1", "response")?.count).toBe(2);
  });

  it("is taken back with a message that never left", () => {
    const story = told(scoring);
    const [message] = story.messages;
    story.take(aTrack("Email Link Clicked", MONDAY + MINUTE, { message_id: message?.id ?? "" }));
    const failed: DeliveryEvent = {
      type: "delivery",
      id: "failed",
      person: "u:ada",
      time: MONDAY + 2 * MINUTE,
      hops: 0,
      message: message?.id ?? "",
      channel: "email",
      outcome: "failed",
      code: "x",
    };
    story.take(failed);
    const left = [...story.partition.all()].filter(([group]) => group.startsWith("calibration/"));
    expect(left.flatMap(([, numbers]) => [...numbers])).toEqual([]);
  });
});
