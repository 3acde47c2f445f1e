import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTreatment } from "../../test/harness/engine-context.js";
import { ACTION_CLASSES, type ActionClass } from "../domain/action.js";
import type { Factors } from "../domain/consideration.js";
import { isInArm } from "../domain/experiment.js";
import { knownPerson } from "../domain/person.js";
import type { Survivor } from "./consider.js";
import { contend, probabilityOf, whyNot } from "./contend.js";

const ada = knownPerson("ada");

function survivor(id: string, score: number, kind: ActionClass = "promotional"): Survivor {
  const factors: Factors = {
    p: 1,
    c: 1,
    v: score,
    l: 1,
    priority: score,
    relevance: 1,
    cost: 0,
    score,
    evidence: 0,
    model: "prior",
  };
  const option = { action: anAction({ id, class: kind }), treatment: aTreatment("email") };
  return {
    option,
    factors,
    predictions: [],
    end: { title: "Hello", body: id },
    guard: undefined,
    coupon: undefined,
    recommended: undefined,
    version: 0,
    dress: {},
  };
}
const exploring = (gamma: number, control = 0) => {
  const context = anEngineContext({ control: { share: control, salt: "control" } });
  return { ...context, arbitration: { ...context.arbitration, gamma } };
};
const best = exploring(Number.POSITIVE_INFINITY);
const nameOf = (one: Survivor | undefined) => one?.option.action.id ?? "";

describe("what is said of what may be said", () => {
  it("is the best that is worth more than silence; the runner-up would have been next", () => {
    const [a, b, c] = [survivor("a", 1), survivor("b", 3), survivor("c", -1)];
    const contest = contend([a, b, c], ada, "seed", best);
    expect([nameOf(contest.winner), nameOf(contest.runnerUp), contest.margin]).toEqual(["b", "a", 2]);
    expect(contest).toMatchObject({ reason: "ok.chosen", mode: "best", silence: 0 });
    expect([whyNot(a, contest), whyNot(c, contest)]).toEqual(["arbitration.outranked", "arbitration.not-worth-it"]);
    const alone = contend([b, c], ada, "seed", best);
    expect([nameOf(alone.runnerUp), alone.margin]).toEqual(["", 3]);
  });

  it("is nothing where nothing is worth its cost", () => {
    const [a, b] = [survivor("a", -2), survivor("b", -1)];
    const contest = contend([a, b], ada, "seed", best);
    expect(contest).toMatchObject({ winner: undefined, reason: "silence.better", silence: 1, margin: 1 });
    expect(nameOf(contest.runnerUp)).toBe("b");
    expect(whyNot(b, contest)).toBe("arbitration.not-worth-it");
  });

  it("is first what the person is owed, whatever it costs and in whatever arm", () => {
    const all = [survivor("sale", 9), survivor("help", 2, "service"), survivor("receipt", -1, "transactional")];
    const contest = contend(all, ada, "seed", exploring(1, 1));
    expect([nameOf(contest.winner), nameOf(contest.runnerUp)]).toEqual(["receipt", "help"]);
    expect(contest).toMatchObject({ mode: "best", silence: 0, isOwed: true });
    expect(contest.probabilities).toEqual([1]);
    expect(whyNot(all[0] as Survivor, contest)).toBe("arbitration.outranked");
    const helped = contend(all.slice(0, 2), ada, "seed", exploring(1, 1));
    expect([nameOf(helped.winner), nameOf(helped.runnerUp)]).toEqual(["help", "sale"]);
  });

  it("is drawn where something is to be learnt, and says so of the better ones", () => {
    const all = [survivor("a", 3), survivor("b", 2)];
    const drawn = Array.from({ length: 300 }, (_, n) => contend(all, ada, `seed-${n}`, exploring(1)));
    const explored = drawn.filter((contest) => nameOf(contest.winner) === "b");
    const silent = drawn.filter((contest) => contest.winner === undefined);
    expect(explored.length).toBeGreaterThan(0);
    expect(silent.length).toBeGreaterThan(0);
    for (const contest of explored) {
      expect(contest).toMatchObject({ mode: "explore", margin: -1 });
      expect([whyNot(all[0] as Survivor, contest), nameOf(contest.runnerUp)]).toEqual(["arbitration.explored", "a"]);
    }
    for (const contest of silent) {
      expect(contest.reason).toBe("silence.drawn");
      expect(whyNot(all[1] as Survivor, contest)).toBe("arbitration.explored");
    }
  });

  it("is anything with equal probability for people in the control arm", () => {
    const context = exploring(Number.POSITIVE_INFINITY, 0.5);
    const [inside, outside] = [true, false].map((isIn) => {
      const people = Array.from({ length: 20 }, (_, n) => knownPerson(`p${n}`));
      return people.find((person) => isInArm(context.control, person) === isIn);
    });
    const all = [survivor("a", 3), survivor("b", -2)];
    const contest = contend(all, inside ?? ada, "seed", context);
    expect(contest.mode).toBe("control");
    expect([...contest.probabilities, contest.silence]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(contend(all, outside ?? ada, "seed", context).mode).toBe("best");
  });

  it("has probabilities that add up to one, and never one that nobody could have drawn", () => {
    const some = fc.record({
      score: fc.double({ min: -5, max: 5, noNaN: true }),
      kind: fc.constantFrom(...ACTION_CLASSES),
    });
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 1, maxLength: 6 }),
        fc.string(),
        fc.constantFrom(0.1, 10, Number.POSITIVE_INFINITY),
        fc.constantFrom(0, 1),
        (options, seed, gamma, control) => {
          const survivors = options.map(({ score, kind }, i) => survivor(`o${i}`, score, kind));
          const contest = contend(survivors, ada, seed, exploring(gamma, control));
          const sum = contest.probabilities.reduce((total, each) => total + each, contest.silence);
          expect(sum).toBeCloseTo(1, 9);
          const chosen = contest.winner === undefined ? contest.silence : probabilityOf(contest.winner, contest);
          expect(chosen).toBeGreaterThan(0);
          const isOwed = options.some(({ kind }) => kind === "transactional" || kind === "service");
          expect(contest.isOwed).toBe(isOwed);
          if (isOwed) expect(contest.winner).toBeDefined();
        },
      ),
    );
  });
});
