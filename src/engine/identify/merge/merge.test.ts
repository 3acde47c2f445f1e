import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anEngineContext, MONDAY } from "../../../../test/harness/engine-context.js";
import { ledgers, SECTION_ARBITRARIES, statements } from "../../../../test/harness/section-arbitraries.js";
import { addConsent, type ConsentStatement, inForce, verifyLedger } from "../../../domain/consent.js";
import { CHANNELS } from "../../../domain/message.js";
import type { ConsentLedger, Plan, Preferences, Sections, Trait } from "../../../domain/profile.js";
import { HOUR } from "../../../domain/time.js";
import { Draft } from "../../profile/draft.js";
import { EMPTY_PROFILE } from "../../profile/stored-profile.js";
import { mergeConsent } from "./consent.js";
import { mergeBounces, mergeTraits } from "./declared.js";
import { mergeCoupons, mergeEscalations, mergeTrials } from "./given.js";
import { mergeInto } from "./merge.js";
import { mergePreferences } from "./preferences.js";

const NEVER = Number.POSITIVE_INFINITY;
const QUERIES = ["marketing", "x", "other"].flatMap((purpose) =>
  CHANNELS.map((channel) => [purpose, channel] as const),
);

function mergedConsent(into: ConsentLedger, from: ConsentLedger, limit = 100): ConsentLedger {
  const ledger = { ...into, entries: into.entries.slice() };
  mergeConsent(ledger, from, limit);
  return ledger;
}

function said(granted: boolean, time: number, channel: ConsentStatement["channel"] = "email"): ConsentStatement {
  return { purpose: "marketing", channel, granted, time, validUntil: NEVER, source: "site", text: "" };
}

function ledgerOf(...list: ConsentStatement[]): ConsentLedger {
  const ledger: ConsentLedger = { base: "", dropped: 0, entries: [] };
  for (const statement of list) addConsent(ledger, statement, 100);
  return ledger;
}

describe("merging consent", () => {
  it("never loosens, whatever the ledgers and however small the bound; the chain goes on", () => {
    fc.assert(
      fc.property(ledgers, ledgers, fc.integer({ min: 3, max: 30 }), (a, b, limit) => {
        const merged = mergedConsent(a, b, limit);
        expect(verifyLedger(merged)).toBe(true);
        for (const [purpose, channel] of QUERIES) {
          const states = [a, b].map((ledger) => inForce(ledger, purpose, channel, MONDAY).state);
          const { state } = inForce(merged, purpose, channel, MONDAY);
          if (states.includes("denied")) expect(state).toBe("denied");
          if (state === "granted") expect(states).toContain("granted");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("refuses nothing that neither refused, whoever gives and whoever receives", () => {
    const marketing = fc
      .array(
        statements.map((statement) => ({ ...statement, purpose: "marketing" })),
        { maxLength: 10 },
      )
      .map((list) => ledgerOf(...list));
    fc.assert(
      fc.property(marketing, marketing, (a, b) => {
        for (const merged of [mergedConsent(a, b), mergedConsent(b, a)]) {
          for (const channel of CHANNELS) {
            const states = [a, b].map((ledger) => inForce(ledger, "marketing", channel, MONDAY).state);
            const { state } = inForce(merged, "marketing", channel, MONDAY);
            expect(state === "denied").toBe(states.includes("denied"));
            expect(state === "unknown").toBe(states.every((one) => one === "unknown"));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("adds nothing when it is done twice, or when nothing was said", () => {
    fc.assert(
      fc.property(ledgers, ledgers, (a, b) => {
        const once = mergedConsent(a, b);
        expect(mergedConsent(once, b)).toEqual(once);
        expect(mergedConsent(a, ledgerOf())).toEqual(a);
        expect(mergedConsent(ledgerOf(), ledgerOf(said(true, 1))).entries).toEqual(ledgerOf(said(true, 1)).entries);
      }),
      { numRuns: 100 },
    );
  });

  it("answers an agreement against the other's refusal by a refusal of the same moment", () => {
    const merged = mergedConsent(ledgerOf(said(true, 9)), ledgerOf(said(false, 5)));
    expect(merged.entries.map(({ granted, time, source }) => [granted, time, source])).toEqual([
      [true, 9, "site"],
      [false, 5, "site"],
      [false, 9, "merge"],
    ]);
    expect(inForce(mergedConsent(merged, ledgerOf(said(true, 10))), "marketing", "email", MONDAY).state).toBe("denied");
  });

  it("keeps a newsletter that was asked for although all else was refused", () => {
    const known = ledgerOf(said(false, 1, "*"), said(true, 3));
    const device = ledgerOf(said(true, 5, "*"));
    for (const merged of [mergedConsent(known, device), mergedConsent(device, known)]) {
      expect(inForce(merged, "marketing", "email", MONDAY).state).toBe("granted");
      expect(inForce(merged, "marketing", "sms", MONDAY).state).toBe("denied");
    }
  });
});

describe("merging preferences", () => {
  const none: Preferences = {
    at: 0,
    channels: [],
    topics: [],
    refusedTopics: [],
    weekdays: [],
    from: 0,
    until: 0,
    pausedUntil: 0,
    perWeek: 0,
  };
  const merged = (a: Partial<Preferences>, b: Partial<Preferences>) => {
    const into: Preferences = { ...none, at: 1, ...a };
    mergePreferences(into, { ...none, at: 2, ...b }, 16);
    return into;
  };
  const hours = (a: readonly [number, number], b: readonly [number, number]) => {
    const { from, until } = merged({ from: a[0] * 60, until: a[1] * 60 }, { from: b[0] * 60, until: b[1] * 60 });
    return [from / 60, until / 60];
  };

  it("keeps the order in which channels were declared, of the later declaration", () => {
    expect(merged({ channels: ["sms", "email", "push"] }, { channels: ["push", "email"] }).channels).toEqual([
      "push",
      "email",
    ]);
    const into: Preferences = { ...none, at: 3, channels: ["sms", "email", "push"] };
    mergePreferences(into, { ...none, at: 2, channels: ["push", "sms"] }, 16);
    expect(into.channels).toEqual(["sms", "push"]);
  });

  it.each([
    [0, 3, 3],
    [3, 0, 3],
    [2, 3, 2],
    [0, 0, 0],
  ])("of %i and %i messages a week keeps the fewer", (own, given, expected) => {
    expect(merged({ perWeek: own }, { perWeek: given }).perWeek).toBe(expected);
  });

  it("keeps both restrictions", () => {
    expect(
      merged(
        { channels: ["email", "sms"], refusedTopics: ["b"], weekdays: [1, 2], pausedUntil: 5 },
        { channels: ["sms", "push"], refusedTopics: ["a"], pausedUntil: 3 },
      ),
    ).toEqual({
      ...none,
      at: 2,
      channels: ["sms"],
      refusedTopics: ["a", "b"],
      weekdays: [1, 2],
      pausedUntil: 5,
    });
  });

  it("takes the later declaration where nothing is left in common", () => {
    expect(merged({ channels: ["email"] }, { channels: ["sms"] })).toMatchObject({ channels: ["sms"] });
    expect(merged({ at: 9, topics: ["a"] }, { topics: ["b"] })).toMatchObject({ topics: ["a"] });
  });

  it("keeps the hours that are in both, also past midnight", () => {
    expect(hours([9, 17], [12, 20])).toEqual([12, 17]);
    expect(hours([12, 20], [9, 17])).toEqual([12, 17]);
    expect(hours([18, 2], [20, 23])).toEqual([20, 23]);
    expect(hours([18, 2], [0, 6])).toEqual([0, 2]);
    expect(hours([0, 6], [18, 2])).toEqual([0, 2]);
    expect(hours([9, 12], [15, 18])).toEqual([15, 18]);
    expect(hours([9, 12], [9, 12])).toEqual([9, 12]);
    expect(hours([0, 0], [9, 12])).toEqual([9, 12]);
  });
});

describe("merging what was given or is known", () => {
  const trait = (value: string, provenance: Trait["provenance"], time: number): Trait => ({
    key: "k",
    value,
    time,
    provenance,
    confidence: 1,
  });

  it("takes the stronger word of a trait, of equally strong ones the later", () => {
    const values = (a: Trait, b: Trait) => mergeTraits([a], [b], 9, new Set()).map(({ value }) => value);
    expect(values(trait("a", "declared", 1), trait("b", "inferred", 2))).toEqual(["a"]);
    expect(values(trait("a", "inferred", 2), trait("b", "declared", 1))).toEqual(["b"]);
    expect(values(trait("a", "observed", 1), trait("b", "observed", 2))).toEqual(["b"]);
  });

  it("gives a person one part in an experiment, the earliest", () => {
    const trial = { experiment: "e", variant: "a", since: 5, converted: false };
    const other = { ...trial, variant: "b", since: 3, converted: true };
    expect(mergeTrials([trial], [other], 8)).toEqual([other]);
    expect(mergeTrials([other], [trial], 8)).toEqual([other]);
  });

  it("keeps the escalation that is further on, and a code's use", () => {
    const escalation = {
      action: "a",
      step: 1,
      occasion: "o",
      subject: "",
      items: [],
      value: 0,
      occasionAt: 9,
      openedAt: 9,
      visitFrom: 0,
    };
    expect(mergeEscalations([escalation], [{ ...escalation, step: 2, openedAt: 1 }], 8)).toMatchObject([{ step: 2 }]);
    const coupon = { code: "c", pool: "p", action: "a", given: 1, expires: 9, used: 0 };
    expect(
      mergeCoupons(
        [coupon],
        [
          { ...coupon, used: 4 },
          { ...coupon, code: "d", given: 2 },
        ],
        8,
      ),
    ).toMatchObject([
      { code: "c", used: 4 },
      { code: "d", used: 0 },
    ]);
  });

  it("keeps an escalation's own timer with it, whoever gives and whoever receives", () => {
    const person = (key: "u:ada" | "a:x", step: number, due: number) => {
      const draft = new Draft(EMPTY_PROFILE, key);
      const about = { occasion: "o", subject: "", items: [], value: 0 };
      draft.write("escalations").push({ action: "a", step, ...about, occasionAt: 1, openedAt: 1, visitFrom: 0 });
      const { occasion: _, ...plan } = about;
      draft.write("plans").open.push({ kind: "step", ref: "a", due, openedAt: due, opened: "e", ...plan });
      return draft;
    };
    const ends = [
      [person("u:ada", 2, 900), person("a:x", 1, 100)],
      [person("u:ada", 1, 100), person("a:x", 2, 900)],
    ].map(([into, from]) => {
      mergeInto(into as Draft, (from as Draft).finish(), anEngineContext(), 8);
      const merged = (into as Draft).finish();
      return [merged.read("escalations").map(({ step }) => step), merged.read("plans").open.map(({ due }) => due)];
    });
    expect(ends).toEqual([
      [[2], [900]],
      [[2], [900]],
    ]);
  });

  it("keeps one plan of a moment that waits with both: the one whose time was chosen, else the earlier", () => {
    const waiting = (key: "u:ada" | "a:x", plan: Partial<Plan>) => {
      const draft = new Draft(EMPTY_PROFILE, key);
      const about = { ref: "m", openedAt: 1, opened: "e", subject: "event/w0/x", items: [], value: 0 };
      draft.write("plans").open.push({ kind: "held", due: 100, ...about, ...plan });
      return draft;
    };
    const left = (into: Partial<Plan>, from: Partial<Plan>) => {
      const draft = waiting("u:ada", into);
      mergeInto(draft, waiting("a:x", from).finish(), anEngineContext(), 8);
      return draft.read("plans").open.map(({ kind, due }) => [kind, due]);
    };
    const timed = { kind: "timed", due: 200, timedBy: "d" };
    expect(left({}, timed)).toEqual([["timed", 200]]);
    expect(left(timed, {})).toEqual([["timed", 200]]);
    expect(left(timed, { ...timed, due: 150 })).toEqual([["timed", 150]]);
    expect(left({}, { due: 50 })).toEqual([["held", 50]]);
    expect(left({}, { kind: "rest", due: 50 })).toHaveLength(2);
  });

  it("counts what was not answered by either since the last answer of both", () => {
    const draft = new Draft(EMPTY_PROFILE, "u:ada");
    draft.write("responses").ignored = [MONDAY, 2, 0];
    const other = new Draft(EMPTY_PROFILE, "a:x");
    other.write("responses").ignored = [MONDAY + HOUR, 3, MONDAY + 1];
    mergeInto(draft, other.finish(), anEngineContext(), 8);
    expect(draft.read("responses").ignored).toEqual([MONDAY + HOUR, 3, MONDAY + 1]);
  });

  it("changes nothing that an empty giver doesn't have", () => {
    const sections = fc.record(SECTION_ARBITRARIES, { requiredKeys: [] }) as fc.Arbitrary<Partial<Sections>>;
    const same = ["consent", "preferences", "standing", "outOfStock"] as const;
    fc.assert(
      fc.property(sections, (given) => {
        const draft = new Draft(EMPTY_PROFILE, "u:ada");
        for (const name of same) if (name in given) Object.assign(draft.write(name), given[name]);
        const before = same.map((name) => structuredClone(draft.read(name)));
        mergeInto(draft, EMPTY_PROFILE, anEngineContext(), 8);
        expect(same.map((name) => draft.read(name))).toEqual(before);
        draft.discard();
      }),
      { numRuns: 50 },
    );
  });
});

describe("merging soft bounces", () => {
  it("keeps the newest two that may yet make three, and the longer pause", () => {
    expect(mergeBounces([1, 5, 0, 0, 2, 9], [0, 3, 7])).toEqual([3, 5, 7, 0, 2, 9]);
    expect(mergeBounces([], [1, 5, 0])).toEqual([1, 5, 0]);
    expect(mergeBounces([1, 5, 0], [1, 5, 0])).toEqual([1, 5, 0]);
  });
});
