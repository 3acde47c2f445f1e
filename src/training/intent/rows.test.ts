import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { anEngineContext, aTrack, MONDAY } from "../../../test/harness/engine-context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { type IntentModel, NO_SCORING } from "../../domain/scoring.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";
import { INTENT_FEATURES, readRow } from "../../models/features.js";
import { seededRandom } from "../seeded-random.js";
import { eventsRun } from "../rows/memory-run.js";
import { defaultIntentRecipe } from "./recipe.js";
import { recordIntentRows } from "./rows.js";
import { storedRows, storeRows } from "./stored-rows.js";

const context = anEngineContext();
const inputs = INTENT_FEATURES.length;
const recipe = { ...defaultIntentRecipe(), churn: { horizon: "2 days" } };
const options = { recipe, sessionGapMs: context.sessionGapMs, seed: 1 };

/** Twenty people who view, put into the cart, log in and buy, now and then; carts are abandoned, so that the engine has to speak. */
function someEvents(): SegmentEvent[] {
  const random = seededRandom(9);
  const events: SegmentEvent[] = [];
  for (let n = 0; n < 400; n++) {
    const who = Math.floor(20 * random());
    const time = MONDAY + Math.floor(n * 0.5 * HOUR + 20 * MINUTE * random());
    const name =
      ["Product Viewed", "Product Viewed", "Product Added", "Order Completed"][Math.floor(4 * random())] ?? "";
    const product = { product_id: `item-${Math.floor(9 * random())}`, category: "shoe", price: 40 };
    const properties = name === "Order Completed" ? { order_id: `o-${n}`, total: 40, products: [product] } : product;
    const ids =
      who % 3 === 0 && n > 200
        ? { userId: `user-${who}`, anonymousId: `device-${who}` }
        : { anonymousId: `device-${who}` };
    events.push(aTrack(name, time, properties, { id: `event-${n}`, ...ids }));
  }
  return events;
}

describe("rows by replay", () => {
  it("are what a model in force reads, whatever comes of its scores", async () => {
    const events = someEvents();
    const live: number[][] = [];
    const model: IntentModel = {
      version: "live",
      score(draft, event, at) {
        const row = new Float32Array(inputs);
        readRow(INTENT_FEATURES, { draft, event, context: at }, row);
        live.push([...row]);
        return { session: 0.5, day: 0.5, churn: 0.1 };
      },
    };
    const run = eventsRun("a test", events, events.length, context);
    await run.run((engine) => engine.scoring({ ...NO_SCORING, intent: model }));
    const { rows, moments, times, labels } = await recordIntentRows(run, options);
    expect(moments).toBe(400);
    expect(Array.from({ length: moments }, (_, at) => [...rows.subarray(at * inputs, (at + 1) * inputs)])).toEqual(
      live,
    );
    expect(times[399]).toBeGreaterThan(times[0] as number);
    expect([...new Set(labels)].sort()).toEqual([-1, 0, 1]);
  });

  it("count people once though they log in, a long visit as a few rows, and end where they are told to", async () => {
    const events = someEvents();
    const run = eventsRun("a test", events, events.length, context);
    const { people, weights } = await recordIntentRows(run, {
      ...options,
      recipe: { ...recipe, rows: { most: 1_000, perVisit: 1 } },
    });
    expect(new Set(people).size).toBe(20);
    expect(Math.min(...weights)).toBeLessThan(1);
    const early = await recordIntentRows(run, { ...options, until: MONDAY + 2 * DAY });
    expect(early.moments).toBeLessThan(200);
    expect(Math.max(...early.times)).toBeLessThan(MONDAY + 2 * DAY);
    expect(early.dataHash).not.toBe((await recordIntentRows(run, options)).dataHash);
  });

  it("come back from a training's folder as they were, for the same data only", async () => {
    const events = someEvents();
    const rows = await recordIntentRows(eventsRun("a test", events, events.length, context), options);
    const folder = mkdtempSync(path.join(tmpdir(), "attune-rows-"));
    try {
      await storeRows(folder, "key", rows);
      expect(await storedRows(folder, "key")).toEqual(rows);
      expect(await storedRows(folder, "another")).toBeUndefined();
      const times = path.join(folder, "rows-times.bin");
      const whole = readFileSync(times);
      for (const broken of [whole.subarray(0, 100), whole.map((byte, at) => (at === 3 ? byte ^ 1 : byte))]) {
        writeFileSync(times, broken);
        expect(await storedRows(folder, "key")).toBeUndefined();
      }
      rmSync(times);
      expect(await storedRows(folder, "key")).toBeUndefined();
      writeFileSync(path.join(folder, "rows.json"), '{"key":"ke');
      expect(await storedRows(folder, "key")).toBeUndefined();
      rmSync(path.join(folder, "rows.json"));
      expect(await storedRows(folder, "key")).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
