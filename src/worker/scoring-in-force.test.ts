import { describe, expect, it } from "vitest";
import { anIntentModel } from "../../test/harness/scoring-models.js";
import { AttuneError } from "../domain/errors.js";
import { NO_SCORING, type Scoring, type ScoringPin, type ScoringSource } from "../domain/scoring.js";
import { ScoringInForce } from "./scoring-in-force.js";

/** Every version can be had but "broken". */
const SOURCE: ScoringSource = {
  async resolve(pin): Promise<Scoring> {
    const model = (version: string | undefined) => {
      if (version === "broken") throw new AttuneError("ATTUNE_MODEL_INVALID", "it is broken");
      return version === undefined ? {} : { intent: anIntentModel(version, () => ({})) };
    };
    return { ...NO_SCORING, pin, ...model(pin.current.intent), shadow: model(pin.shadow.intent) };
  },
};

describe("what scores", () => {
  async function entered(...pins: ScoringPin[]): Promise<ReturnType<ScoringInForce["enter"]>> {
    const inForce = new ScoringInForce(SOURCE);
    let result = inForce.enter({ current: {}, shadow: {} });
    for (const pin of pins) {
      await inForce.resolve(pin);
      result = inForce.enter(pin);
    }
    return result;
  }

  it("stays where its successor is broken, and is then not in its own shadow too", async () => {
    const { pin, scoring, refused } = await entered(
      { current: { intent: "a" }, shadow: { intent: "b" } },
      { current: { intent: "broken" }, shadow: { intent: "a" } },
    );
    expect(pin).toEqual({ current: { intent: "a" }, shadow: {} });
    expect([scoring.intent?.version, scoring.shadow.intent]).toEqual(["a", undefined]);
    expect(refused.map(({ code }) => code)).toEqual(["ATTUNE_MODEL_INVALID"]);
  });

  it("has its shadow again with the next pin", async () => {
    const { scoring } = await entered(
      { current: { intent: "a" }, shadow: {} },
      { current: { intent: "broken" }, shadow: { intent: "a" } },
      { current: { intent: "c" }, shadow: { intent: "a" } },
    );
    expect([scoring.intent?.version, scoring.shadow.intent?.version]).toEqual(["c", "a"]);
  });
});
