import { describe, expect, it } from "vitest";
import { anEngineContext } from "../../../test/harness/engine-context.js";
import { interactionsOf } from "../../../test/harness/interactions-of.js";
import type { Interactions } from "../interactions.js";
import { defaultRecipe, type Recipe } from "../recommender/recipe.js";
import { recommenderReport } from "../report/recommender-report.js";
import { seededRandom } from "../seeded-random.js";
import { evaluateLeaveOneOut, evaluatePrequential, evaluateSessions, evaluateStratified } from "./index.js";

const ITEMS = 40;

/** Even people like even items, odd people odd ones; nothing else tells them apart. Person by person in turn, nothing twice. */
function checkerboard(people: number, each: number): Interactions {
  const random = seededRandom(3);
  const met = Array.from({ length: people }, () => new Set<number>());
  const rows: [string, string, number][] = [];
  for (let turn = 0; turn < each; turn++) {
    for (let person = 0; person < people; person++) {
      const own = met[person] as Set<number>;
      let item: number;
      do item = 2 * Math.floor((random() * ITEMS) / 2) + (person % 2);
      while (own.has(item));
      own.add(item);
      rows.push([`u:p${person}`, `i${item}`, 1_700_000_000_000 + rows.length * 60_000]);
    }
  }
  return interactionsOf(rows);
}

/** Sessions one after another, each walking from one item to the next. */
function sessions(count: number, each: number): Interactions {
  const rows: [string, string, number][] = [];
  for (let session = 0; session < count; session++) {
    for (let step = 0; step < each; step++) {
      rows.push([`a:s${session}`, `i${(7 * session + step) % ITEMS}`, 1_700_000_000_000 + rows.length * 60_000]);
    }
  }
  return interactionsOf(rows);
}

const recipe: Recipe = {
  ...defaultRecipe(),
  factors: { ...defaultRecipe().factors, dimension: 8, iterations: 6 },
};
const usual = {
  context: anEngineContext(),
  recipe,
  mostCases: Number.POSITIVE_INFINITY,
  mostValidationCases: 60,
  seed: 1,
  seeds: 1,
  threads: 1,
  onProgress: () => {},
};
const prequential = { ...usual, split: 0.8, validation: 0.1, repeats: false, catalogue: "seen", search: 0 } as const;
const people = checkerboard(60, 12);

describe("the prequential protocol", () => {
  it("foresees what even people like, and beats the baselines that don't look at the person", async () => {
    const { evaluation } = await evaluatePrequential(people, { ...prequential, retrainMs: undefined });
    const { metrics, baselines, ladder, cases, againstBest } = evaluation;
    expect(cases).toBe(144);
    // Ten of the 20 items of the person's colour are left or fewer; of both colours about 30.
    expect(metrics["hr@10"]).toBeGreaterThan(0.9);
    expect(baselines["popularity"]?.["hr@10"]).toBeLessThan(0.6);
    expect(ladder.map(({ name }) => name)).toEqual([
      "frozen",
      "+ per-event fold-in",
      "+ recency",
      "+ rules",
      "+ further signals",
    ]);
    expect(againstBest.difference["hr@10"][0]).toBeGreaterThanOrEqual(-0.1);
  });

  it("is the same each time", async () => {
    const once = await evaluatePrequential(people, { ...prequential, retrainMs: undefined });
    const again = await evaluatePrequential(people, { ...prequential, retrainMs: undefined });
    const { cpuSeconds: _, latency: __, ...rest } = once.evaluation;
    expect(again.evaluation).toMatchObject(rest);
  });

  it("chooses nothing by what is to come: another future leaves the recipe as it is", async () => {
    const cut = Math.round(0.8 * people.count);
    const other = { ...people, item: people.item.slice() };
    // The last tenth happens with other items.
    for (let at = cut + 72; at < people.count; at++) other.item[at] = (other.item[at] as number) ^ 1;
    const before = await evaluatePrequential(people, { ...prequential, retrainMs: undefined, seed: 2 });
    const after = await evaluatePrequential(other, { ...prequential, retrainMs: undefined, seed: 2 });
    expect(after.recipe).toEqual(before.recipe);
    expect(after.evaluation.settings).toEqual(before.evaluation.settings);
  });

  it("trains anew as time goes by, and searches where it is asked to", async () => {
    const { evaluation, trials } = await evaluatePrequential(people, {
      ...prequential,
      retrainMs: 3_600_000,
      search: 2,
    });
    expect(evaluation.ladder.at(-1)?.name).toBe("+ retraining");
    expect(evaluation.notes.join(" ")).toMatch(/Trained anew [12] times/);
    expect(new Set(trials.map(({ signal }) => signal))).toEqual(new Set(["taste", "next", "session", "also-viewed"]));
  });

  it("makes a report that stands alone and says its plots in words", async () => {
    const { evaluation } = await evaluatePrequential(people, { ...prequential, retrainMs: undefined });
    const page = recommenderReport(evaluation);
    expect(page).not.toMatch(/<script|src=|href=|url\(/);
    const plots = page.match(/<svg/g)?.length ?? 0;
    expect(plots).toBeGreaterThanOrEqual(7);
    expect(page.match(/<title id=/g)).toHaveLength(plots);
    expect(page.match(/<desc /g)).toHaveLength(plots);
    expect(page.match(/<figure>/g)).toHaveLength(plots);
    expect(page).not.toContain("NaN");
  });
});

describe("protocols of papers", () => {
  it("leave one out: among all items, and among samples", async () => {
    const all = await evaluateLeaveOneOut(people, { ...usual, negatives: "all" });
    expect(all.evaluation).toMatchObject({ protocol: "leave-one-out", cases: 60 });
    expect(all.evaluation.metrics["hr@10"]).toBeGreaterThan(0.9);
    const sampled = await evaluateLeaveOneOut(people, { ...usual, negatives: { sampled: 20 } });
    expect(sampled.evaluation.protocol).toBe("sampled-99");
    expect(sampled.evaluation.notes[0]).toContain("not those of any paper");
  });

  it("stratified: lists against all that was held out", async () => {
    const { evaluation } = await evaluateStratified(people, { ...usual, share: 0.75, search: 0, seeds: 2 });
    expect(evaluation.cases).toBe(60);
    // 3 of about 11 that are left of the colour are relevant: chance among them is 3/11.
    expect(evaluation.metrics["recall@10"]).toBeGreaterThan(0.8);
    expect(evaluation.seeds.map(({ seed }) => seed)).toEqual([1, 2]);
  });

  it("sessions: the next item, repeats included", async () => {
    const { evaluation } = await evaluateSessions(sessions(120, 5), { ...usual, windows: 2, testShare: 0.25 });
    expect(evaluation.protocol).toBe("sessions");
    // The next item is the one beside: always the same.
    expect(evaluation.metrics["mrr@20"]).toBeGreaterThan(0.5);
    expect(evaluation.baselines["popularity"]?.["mrr@20"]).toBeLessThan(0.3);
    expect(evaluation.ladder.map(({ name }) => name)).toEqual(["session neighbours", "+ rules", "+ further signals"]);
  });
});
