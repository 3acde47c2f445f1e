import { describe, expect, it, vi } from "vitest";
import { aTreatment, someWords } from "../../../test/harness/engine-context.js";
import type { CopyVersion } from "../../domain/action.js";
import type { GuardVerdict } from "../../domain/consideration.js";
import { withCoupon } from "./coupon-facts.js";
import { wordsFor } from "./words.js";

const facts = { item: { name: "Shoe" }, person: { firstName: "Ada" } };
const verdict = (verdict: GuardVerdict["verdict"], problem?: string): GuardVerdict => ({
  verdict,
  facts: [
    {
      fact: "item.name",
      sensitivity: "personal",
      provenance: "observed",
      confidence: 1,
      ...(problem === undefined ? {} : { problem }),
    },
  ],
});
const allow = () => verdict("allow");
const treatment = (...copy: CopyVersion[]) => aTreatment("email", { copy });
const named = someWords("person.firstName", "item.name");
const product = someWords("item.name");
const generic = someWords();
const body = (words: ReturnType<typeof wordsFor>) => ("copy" in words ? words.copy.body : words.refusal.code);

describe("the words of a treatment", () => {
  it("are the first whose facts are all known", () => {
    expect(body(wordsFor(treatment(named, product, generic), facts, allow))).toBe(
      "person.firstName=Ada, item.name=Shoe",
    );
    expect(body(wordsFor(treatment(named, product, generic), { item: { name: "Shoe" } }, allow))).toBe(
      "item.name=Shoe",
    );
    expect(wordsFor(treatment(named, product), {}, allow)).toEqual({
      refusal: {
        stage: "copy",
        code: "copy.missing-fact",
        detail: "needs person.firstName + item.name or item.name",
      },
    });
  });

  it("leave out the guard's verdict where it simply allows", () => {
    expect(wordsFor(treatment(product), facts, allow)).not.toHaveProperty("guard");
  });

  it("are generic where the guard softens, and say what softened them", () => {
    const judge = (version: CopyVersion) => (version.generic ? allow() : verdict("soften", "inferred"));
    const words = wordsFor(treatment(named, product, generic), facts, judge);
    expect(body(words)).toBe("Plain words");
    expect(words.guard).toEqual(verdict("soften", "inferred"));
    expect(wordsFor(treatment(named, product), facts, judge)).toMatchObject({
      refusal: { stage: "guard", code: "guard.no-generic", detail: "item.name: inferred" },
      guard: { verdict: "soften" },
    });
  });

  it("are not softened to a generic version whose facts are missing", () => {
    const judge = (version: CopyVersion) => (version.generic ? allow() : verdict("soften"));
    const needsPoints = { ...someWords("loyalty.points"), generic: true };
    expect(body(wordsFor(treatment(product, needsPoints), facts, judge))).toBe("copy.missing-fact");
  });

  it("end where the guard blocks or puts off: no later version is tried", () => {
    const later = vi.fn<CopyVersion["render"]>(generic.render);
    const versions = treatment(product, { ...generic, render: later });
    expect(wordsFor(versions, facts, () => verdict("block", "third-party"))).toMatchObject({
      refusal: { stage: "guard", code: "guard.blocked", detail: "item.name: third-party" },
    });
    expect(wordsFor(versions, facts, () => ({ ...verdict("defer", "checking out"), until: 99 }))).toMatchObject({
      refusal: { stage: "guard", code: "guard.deferred", until: 99 },
      guard: { verdict: "defer" },
    });
    expect(later).not.toHaveBeenCalled();
  });

  it("are not judged where they could not be said anyway", () => {
    const judge = vi.fn<() => GuardVerdict>(() => verdict("block"));
    expect(body(wordsFor(treatment(product), {}, judge))).toBe("copy.missing-fact");
    expect(judge).not.toHaveBeenCalled();
  });

  it("bring the facts that their layout names, and no others", () => {
    const points = { ...someWords("item.name"), facts: ["item.name", "loyalty.points"] };
    const known = { ...facts, loyalty: { points: 12, tier: "gold" } };
    const dressed = { ...treatment(points), template: "points", layoutFacts: ["loyalty.points"] };
    expect(wordsFor(dressed, known, allow)).toMatchObject({
      version: 0,
      dress: { template: "points", facts: { loyalty: { points: 12 } } },
    });
    expect(wordsFor({ ...treatment(generic), template: "sale" }, known, allow)).toMatchObject({
      dress: { template: "sale" },
    });
  });

  it("that the guard softened are said in the channel's own layout, where the treatment's names the person's facts", () => {
    const points = { ...someWords(), facts: ["loyalty.points"], generic: false };
    const judge = (version: CopyVersion) => (version.generic ? allow() : verdict("soften", "inferred"));
    const dressed = { ...treatment(points, generic), template: "points", layoutFacts: ["loyalty.points"] };
    const words = wordsFor(dressed, { loyalty: { points: 12 } }, judge);
    expect(words).toMatchObject({ version: 1, dress: {} });
    expect(words).toHaveProperty("dress", {});
  });

  it("may show a coupon, and its last day by the person's calendar", () => {
    const expires = Date.UTC(2026, 2, 17, 4);
    const known = withCoupon(facts, "HI-1", expires, "America/New_York");
    expect(known).toMatchObject({ item: { name: "Shoe" }, coupon: { code: "HI-1", expires: "2026-03-16" } });
    expect(facts).not.toHaveProperty("coupon");
  });
});
