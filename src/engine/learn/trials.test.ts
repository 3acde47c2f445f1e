import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../test/harness/engine-context.js";
import { Ledger } from "../../../test/harness/ledger.js";
import type { Action } from "../../domain/action.js";
import type { Candidate, Stage } from "../../domain/decision.js";
import { BUCKETS, bucketOf } from "../../domain/experiment.js";
import { DAY } from "../../domain/time.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { noteCoverage } from "./coverage.js";
import { learnFrom } from "./learn-from.js";
import { noteTrial } from "./trials.js";

const PERSON = "u:ada";
const variant = (experiment: string, id = "warm") =>
  anAction({
    goal: { event: "Order Completed", windowMs: 3 * DAY },
    variantOf: { experiment, variant: id, from: 0, to: BUCKETS, salt: experiment },
  });
const experiment = (id: string) => ({
  id,
  action: "cart-reminder",
  dimension: "content" as const,
  variants: [
    { id: "plain", share: 0.5 },
    { id: "warm", share: 0.5 },
  ],
});
const someone = () => ({ draft: new Draft(EMPTY_PROFILE, PERSON), ledger: new Ledger() });

describe("a trial", () => {
  const action = variant("words");
  const context = anEngineContext({ actions: [action], experiments: [experiment("words")] });

  it("begins with the first exposure, and is counted once", () => {
    const { draft, ledger } = someone();
    noteTrial(draft, action, MONDAY, context, ledger);
    noteTrial(draft, action, MONDAY + DAY, context, ledger);
    noteTrial(draft, anAction({ id: "other" }), MONDAY, context, ledger);
    expect(draft.read("trials")).toEqual([{ experiment: "words", variant: "warm", since: MONDAY, converted: false }]);
    expect(ledger.learnt("experiment/words", "warm.people")).toBe(1);
  });

  it("converts once by the goal within the window, with the order's value and its square", () => {
    const { draft, ledger } = someone();
    noteTrial(draft, action, MONDAY, context, ledger);
    learnFrom(draft, aTrack("Order Completed", MONDAY - 1, { revenue: 5 }), context, ledger);
    learnFrom(draft, aTrack("Order Completed", MONDAY + DAY, { revenue: 30 }), context, ledger);
    learnFrom(draft, aTrack("Order Completed", MONDAY + DAY, { revenue: 90 }), context, ledger);
    expect(Object.fromEntries(ledger.statistics.get("experiment/words") ?? [])).toEqual({
      "warm.people": 1,
      "warm.converted": 1,
      "warm.value": 30,
      "warm.value2": 900,
    });
    const late = someone();
    noteTrial(late.draft, action, MONDAY, context, late.ledger);
    learnFrom(late.draft, aTrack("Order Completed", MONDAY + 4 * DAY, { revenue: 30 }), context, late.ledger);
    expect(late.ledger.learnt("experiment/words", "warm.converted")).toBe(0);
  });

  it("of the holdout counts both sides, and only actions that obey it", () => {
    const share = (bucketOf(PERSON, "h") + 1) / BUCKETS;
    const bought = (holdout: number) => {
      const { draft, ledger } = someone();
      const held = anEngineContext({ holdout: { share: holdout, salt: "h" } });
      noteTrial(draft, anAction({ class: "service" }), MONDAY, held, ledger);
      noteTrial(draft, anAction({ holdoutExempt: true }), MONDAY, held, ledger);
      expect(draft.read("trials")).toEqual([]);
      noteTrial(draft, anAction(), MONDAY, held, ledger);
      learnFrom(draft, aTrack("Order Completed", MONDAY + 20 * DAY, { revenue: 30 }), held, ledger);
      return [...(ledger.statistics.get("experiment/holdout")?.keys() ?? [])];
    };
    expect(bought(share)).toEqual(["held-out.people", "held-out.converted", "held-out.value", "held-out.value2"]);
    expect(bought(share / 1e6)).toContain("treated.people");
  });

  it("doesn't count who can't get a variant, or gets it by chance alone: the holdout and the control arm", () => {
    const everybody = { share: 1, salt: "all" };
    const counted = (arms: "holdout" | "control", more: Partial<Pick<Action, "class" | "holdoutExempt">> = {}) => {
      const { draft, ledger } = someone();
      noteTrial(draft, { ...action, ...more }, MONDAY, { ...context, [arms]: everybody }, ledger);
      return ledger.learnt("experiment/words", "warm.people");
    };
    expect(counted("holdout")).toBe(0);
    expect(counted("holdout", { holdoutExempt: true })).toBe(1);
    expect(counted("holdout", { class: "service" })).toBe(1);
    expect(counted("control")).toBe(0);
    expect(counted("control", { holdoutExempt: true })).toBe(0);
    expect(counted("control", { class: "transactional" })).toBe(1);
  });

  it("stays within its limit: what is no longer configured goes first, and nobody is counted twice", () => {
    const names = ["a", "b", "c"];
    const small = anEngineContext({ experiments: names.map(experiment) });
    const limited = { ...small, limits: { ...small.limits, trials: 2 } };
    const { draft, ledger } = someone();
    for (const name of names) noteTrial(draft, variant(name), MONDAY, limited, ledger);
    expect(draft.read("trials").map((trial) => trial.experiment)).toEqual(["a", "b"]);
    noteTrial(draft, variant("c"), MONDAY, { ...limited, experiments: [experiment("b"), experiment("c")] }, ledger);
    expect(draft.read("trials").map((trial) => trial.experiment)).toEqual(["b", "c"]);
  });
});

describe("coverage", () => {
  it("counts by action what was relevant, told, and never told", () => {
    const { draft, ledger } = someone();
    const at = (action: string, stage: Stage, code = "contact.cap") => ({ action, stage, code }) as Candidate;
    noteCoverage(
      draft,
      [
        at("a", "consent"),
        at("a", "arbitration"),
        at("b", "suitability"),
        at("c", "emitted"),
        at("c", "copy"),
        at("d", "arbitration", "experiment.holdout"),
      ],
      ledger,
    );
    expect(Object.fromEntries(ledger.statistics.get("coverage") ?? [])).toEqual({
      "a.considered": 1,
      "a.relevant": 1,
      "a.untold": 1,
      "b.considered": 1,
      "c.considered": 1,
      "c.relevant": 1,
      "c.told": 1,
    });
  });
});
