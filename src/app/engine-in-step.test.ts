import { expect, it } from "vitest";
import { aScoring } from "../../test/harness/scoring-models.js";
import { anEngineContext } from "../../test/harness/engine-context.js";
import { AttuneError } from "../domain/errors.js";
import type { ScoringPin, ScoringSource } from "../domain/scoring.js";
import { PartitionStatistics, SCORING_GROUP } from "../worker/statistics.js";
import { EngineInStep } from "./engine-in-step.js";

it("asks for the purchase-timing version in force when it changes, and for no other model", async () => {
  const asked: (string | undefined)[] = [];
  const models: ScoringSource = {
    resolve(pin) {
      const version = pin.current["purchase-timing"];
      asked.push(version);
      expect(Object.keys({ ...pin.current, ...pin.shadow })).toEqual(["purchase-timing"]);
      if (version === "lost") return Promise.reject(new AttuneError("ATTUNE_MODEL_UNAVAILABLE", "no such version"));
      return Promise.resolve(aScoring({}));
    },
  };
  let pin: ScoringPin | undefined;
  const loadStatistics = async () => {
    const statistics = new PartitionStatistics(0, 1);
    if (pin !== undefined) statistics.scoring = pin;
    return new Map(statistics.encodeChanged());
  };
  const engine = new EngineInStep(anEngineContext(), { loadStatistics }, models);
  await engine.refresh();
  expect((await loadStatistics()).has(SCORING_GROUP)).toBe(false);
  pin = { current: { intent: "i", "purchase-timing": "one" }, shadow: { intent: "j" } };
  await engine.refresh();
  await engine.refresh();
  pin = { current: { "purchase-timing": "two", intent: "k" }, shadow: {} };
  await engine.refresh();
  pin = { current: { "purchase-timing": "lost" }, shadow: {} };
  await engine.refresh();
  // It may be put back.
  await engine.refresh();
  expect(asked).toEqual(["one", "two", "lost", "lost"]);
});
