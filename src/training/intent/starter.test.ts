import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { anEngineContext, A_PARTITION, aTrack, MONDAY } from "../../../test/harness/engine-context.js";
import { NO_SCORING } from "../../domain/scoring.js";
import { MINUTE } from "../../domain/time.js";
import { createEngine, describeProfile, type Profile } from "../../engine/index.js";
import { checkAgainstTensorflow, denseStore, intentModelOf, openNetwork } from "../../models/dense/index.js";

/** The version that comes with Attune. Where this says that it is of other features, it has to be trained anew: `npm run models:starter` */
describe("the starter version", () => {
  it("is current where none is promoted, says the same as TensorFlow.js, and finds carts more promising than looking around", async () => {
    const empty = mkdtempSync(`${tmpdir()}/attune-starter-`);
    try {
      const store = denseStore(empty, "intent");
      expect(await store.current()).toBe("starter");
      const model = await store.load("starter");
      await checkAgainstTensorflow(model);
      const network = await openNetwork(model);
      expect(network.kind).toBe("kernel");
      const engine = createEngine(anEngineContext()).scoring({
        ...NO_SCORING,
        intent: intentModelOf(model, network),
      });
      const intentAfter = (...names: readonly string[]): Record<string, number> => {
        let profile: Profile | undefined;
        names.forEach((name, at) => {
          const event = aTrack(name, MONDAY + at * MINUTE, { product_id: `item-${at}`, category: "shoe", price: 40 });
          profile = engine.step(profile, event, A_PARTITION).profile;
        });
        return describeProfile(profile as Profile)["intent"] as Record<string, number>;
      };
      const looking = intentAfter("Product Viewed", "Product Viewed");
      const buying = intentAfter("Product Viewed", "Product Added", "Cart Viewed", "Checkout Started");
      expect(buying["session"]).toBeGreaterThan(2 * (looking["session"] as number));
      expect(buying["day"]).toBeGreaterThan(looking["day"] as number);
      for (const score of [looking, buying].flatMap(({ session = -1, day = -1, churn = -1 }) => [
        session,
        day,
        churn,
      ])) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }
      network.dispose();
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});
