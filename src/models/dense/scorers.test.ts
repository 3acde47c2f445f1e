import { describe, expect, it } from "vitest";
import { aDenseModel } from "../../../test/harness/dense-model.js";
import {
  A_PARTITION,
  anAction,
  aTrack,
  aTreatment,
  anEngineContext,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import { aScoring } from "../../../test/harness/scoring-models.js";
import type { IntentScores } from "../../domain/scoring.js";
import { createEngine } from "../../engine/index.js";
import type { DenseModel } from "./model.js";
import { openNetwork } from "./open-network.js";
import { intentModelOf, propensityModelOf } from "./scorers.js";

const isScore = (value: number): boolean => value >= 0 && value <= 1 && Number.isInteger(Math.round(value * 1e9) / 1e5);

describe("a dense version as the engine asks it", () => {
  const viewed = aTrack("Product Viewed", MONDAY, { product_id: "p1", price: 20 });

  async function scored(model: DenseModel): Promise<IntentScores> {
    const intent = intentModelOf(model, await openNetwork(model));
    let said: IntentScores | undefined;
    const noting = {
      ...intent,
      score: (...asked: Parameters<typeof intent.score>) => (said = intent.score(...asked)),
    };
    createEngine({ ...anEngineContext(), scoring: aScoring({ intent: noting }) }).step(undefined, viewed, A_PARTITION);
    if (said === undefined) throw new Error("nothing was scored");
    return said;
  }

  it("says intent as multiples of 0.0001, each head by its own calibration, whatever their order", async () => {
    const raw = await scored(aDenseModel());
    expect(Object.values(raw).every(isScore)).toBe(true);
    const calibration = {
      session: { kind: "isotonic", x: [0], y: [0.25] },
      day: { kind: "isotonic", x: [0], y: [0.5] },
      churn: { kind: "isotonic", x: [0], y: [0.75] },
    } as const;
    expect(await scored(aDenseModel("intent", { calibration }))).toEqual({ session: 0.25, day: 0.5, churn: 0.75 });
  });

  it("says propensity of all options of a decision, never 0 or 1", async () => {
    const many = Array.from({ length: 40 }, (_, n) =>
      anAction({
        id: `action-${n}`,
        trigger: { occasion: "order-placed", waitMs: 0 },
        treatments: [aTreatment("email")],
      }),
    );
    for (const [y, expected] of [
      [0, 0.0001],
      [0.5, 0.5],
      [1, 0.9999],
    ] as const) {
      const model = aDenseModel("propensity", { calibration: { response: { kind: "isotonic", x: [0], y: [y] } } });
      const propensity = propensityModelOf(model, await openNetwork(model));
      const said: number[] = [];
      const noting = {
        ...propensity,
        score: (...asked: Parameters<typeof propensity.score>) => {
          const scores = propensity.score(...asked);
          said.push(...scores);
          return scores;
        },
      };
      const context = anEngineContext({ actions: many });
      const order = aTrack("Order Completed", MONDAY, { order_id: "o-1", revenue: 20 });
      createEngine({ ...context, scoring: aScoring({ propensity: noting }) }).step(undefined, order, A_PARTITION);
      expect(said.length).toBeGreaterThanOrEqual(40);
      expect(new Set(said)).toEqual(new Set([expected]));
    }
  });
});
