import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openNetwork } from "../../models/dense/index.js";
import { isAttuneError } from "../../domain/errors.js";
import { seededRandom } from "../seeded-random.js";
import { type DenseData, DENSE_FIELDS, type DenseRecipe, fileCheckpoint, fitDense, type HeadReport } from "./index.js";
import { Value } from "@sinclair/typebox/value";
import { Type } from "@sinclair/typebox";

const RECIPE = Value.Default(Type.Object(DENSE_FIELDS), {}) as DenseRecipe;
const QUICK: DenseRecipe = {
  ...RECIPE,
  network: { ...RECIPE.network, hidden: [8], learningRate: 0.02, weightDecay: 0.2, batch: 256, epochs: 12 },
  least: { rows: 500, people: 10, positives: 10 },
};
const SIZE = 4_000;

/** Yes where exactly one of the first two columns is high, which no straight line tells apart; the third column is noise, and large. */
function crossed(heads: readonly string[] = ["yes"], shareKnown = 1): DenseData {
  const random = seededRandom(5);
  const rows = new Float32Array(SIZE * 3);
  const labels = new Float32Array(SIZE * heads.length).fill(-1);
  for (let row = 0; row < SIZE; row++) {
    const [a, b] = [random() < 0.5, random() < 0.5];
    rows.set([a ? 3 : 1, b ? 10 : 2, 1_000 * random()], row * 3);
    labels[row * heads.length] = Number(random() < (a === b ? 0.02 : 0.3));
    for (let head = 1; head < heads.length; head++)
      if (random() < shareKnown) labels[row * heads.length + head] = Number(random() < (a ? 0.6 : 0.2));
  }
  const times = Float64Array.from({ length: SIZE }, (_, row) => row * 1_000);
  return { rows, inputs: 3, labels, times, people: Uint32Array.from(times, (_, row) => row % 400), heads };
}

describe("fitting a dense network", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-fit-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("beats the baselines where there is something to learn, says how likely, and weighing rare answers doesn't distort it", async () => {
    const fitted = await fitDense(crossed(), { recipe: QUICK, seed: 1 });
    const { model, baselines, gains, rows } = fitted.heads["yes"] as HeadReport;
    expect(rows).toBe(SIZE / 5);
    expect(model.auc).toBeGreaterThan(0.75);
    expect(baselines.logistic.auc).toBeLessThan(0.65);
    expect(baselines.constant.auc).toBe(0.5);
    expect(gains.logistic.logLoss.interval[1]).toBeLessThan(0);
    expect(gains.constant.logLoss.value).toBeLessThan(0);
    expect(model.ece).toBeLessThan(0.06);
    expect(model.intervals.auc[0]).toBeLessThan(model.auc);
    expect(model.intervals.auc[1]).toBeGreaterThan(model.auc);
  });

  it("gives a TensorFlow.js layers model that takes raw rows and says what was measured", async () => {
    const data = crossed();
    const fitted = await fitDense(data, { recipe: { ...QUICK, calibration: "none" }, seed: 1 });
    const manifest = { heads: data.heads, features: ["a", "b", "c"] } as never;
    const network = await openNetwork({ manifest, ...fitted.parts });
    const { rows: test, p } = fitted.test["yes"] as (typeof fitted.test)[string];
    const said = new Float32Array(1);
    for (const [at, row] of test.slice(0, 50).entries()) {
      network.predict(data.rows.slice(row * 3, row * 3 + 3), 1, said);
      expect(said[0]).toBeCloseTo(p[at] as number, 4);
    }
    network.dispose();
  });

  it("is the same for the same seed, gone on with or not, and another for another seed", async () => {
    const data = crossed();
    const weightsOf = async (options: Partial<Parameters<typeof fitDense>[1]>): Promise<Buffer> =>
      Buffer.from(new Uint8Array((await fitDense(data, { recipe: QUICK, seed: 1, ...options })).parts.weights));
    const whole = await weightsOf({});
    const checkpoint = (head: string) => fileCheckpoint(path.join(folder, head), "key");
    const stop = new AbortController();
    let saved = 0;
    const interrupted = weightsOf({
      signal: stop.signal,
      checkpoint: (head) => {
        const kept = checkpoint(head);
        return {
          load: () => kept.load(),
          async save(state) {
            await kept.save(state);
            if (++saved === 3) stop.abort(new Error("stopped"));
          },
        };
      },
    });
    await expect(interrupted).rejects.toThrow("stopped");
    expect((await checkpoint("yes").load())?.epoch).toBeGreaterThanOrEqual(3);
    expect(await weightsOf({ checkpoint })).toEqual(whole);
    expect(await weightsOf({ seed: 2 })).not.toEqual(whole);
    expect(await fileCheckpoint(path.join(folder, "yes"), "of other data").load()).toBeUndefined();
  });

  it("leaves an output silent of which too little is known, and learns the others", async () => {
    const fitted = await fitDense(crossed(["yes", "other", "rare"], 0.001), { recipe: QUICK, seed: 1 });
    expect(fitted.silent).toEqual(["other", "rare"]);
    expect(Object.keys(fitted.heads)).toEqual(["yes"]);
    expect(fitted.calibration["rare"]).toEqual({ kind: "isotonic", x: [0], y: [0] });
  });

  it("refuses too little data, and says what is missing", async () => {
    const data = crossed();
    const refused = async (least: Partial<DenseRecipe["least"]>): Promise<string> => {
      const recipe = { ...QUICK, least: { ...QUICK.least, ...least } };
      const error: unknown = await fitDense(data, { recipe, seed: 1 }).catch((thrown: unknown) => thrown);
      return isAttuneError(error, "ATTUNE_TRAINING_TOO_LITTLE") ? error.message : String(error);
    };
    expect(await refused({ rows: SIZE + 1 })).toMatch(/4000 rows of 400 people; .*asks for 4001/);
    expect(await refused({ people: 401 })).toMatch(/401 people/);
    expect(await refused({ positives: 2_000 })).toMatch(/2000 are needed .* there are yes \d+/);
  });
});
