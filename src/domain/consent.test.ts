import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MONDAY } from "../../test/harness/engine-context.js";
import { statements } from "../../test/harness/section-arbitraries.js";
import { addConsent, type ConsentStatement, inForce, statementsInForce, verifyLedger } from "./consent.js";
import { CHANNELS } from "./message.js";
import type { ConsentLedger } from "./profile.js";

const NEVER = Number.POSITIVE_INFINITY;

function said(granted: boolean, time: number, overrides: Partial<ConsentStatement> = {}): ConsentStatement {
  return {
    purpose: "marketing",
    channel: "email",
    granted,
    time,
    validUntil: NEVER,
    source: "site",
    text: "",
    ...overrides,
  };
}

function ledgerOf(list: readonly ConsentStatement[], limit = 100): ConsentLedger {
  const ledger: ConsentLedger = { base: "", dropped: 0, entries: [] };
  for (const statement of list) addConsent(ledger, statement, limit);
  return ledger;
}

const stateOf = (list: readonly ConsentStatement[], purpose = "marketing", channel = CHANNELS[0]!, time = 100) =>
  inForce(ledgerOf(list), purpose, channel, time).state;

describe("what is in force", () => {
  it("is the latest statement, whatever came first, and of the same moment the refusal", () => {
    expect(stateOf([])).toBe("unknown");
    expect(stateOf([said(true, 1)])).toBe("granted");
    expect(stateOf([said(true, 1), said(false, 2)])).toBe("denied");
    expect(stateOf([said(false, 2), said(true, 1)])).toBe("denied");
    expect(stateOf([said(false, 1), said(true, 2)])).toBe("granted");
    expect(stateOf([said(true, 1), said(false, 1)])).toBe("denied");
    expect(stateOf([said(false, 1), said(true, 1)])).toBe("denied");
  });

  it("ends when an agreement runs out", () => {
    const list = [said(true, 1, { validUntil: 50 })];
    expect([49, 50].map((time) => stateOf(list, "marketing", "email", time))).toEqual(["granted", "expired"]);
  });

  it("is each channel's and purpose's own", () => {
    const list = [said(true, 1), said(false, 1, { channel: "sms" })];
    expect(stateOf(list, "marketing", "sms")).toBe("denied");
    expect(stateOf(list, "marketing", "push")).toBe("unknown");
    expect(stateOf(list, "health", "email")).toBe("unknown");
  });

  it("is refused everywhere by a refusal of everything, until something narrower is agreed to later", () => {
    const all = said(false, 5, { purpose: "*", channel: "*" });
    expect(stateOf([said(true, 1), all])).toBe("denied");
    expect(stateOf([all, said(true, 4)])).toBe("denied");
    expect(stateOf([all, said(true, 6)])).toBe("granted");
    expect(stateOf([all, said(true, 6)], "marketing", "sms")).toBe("denied");
  });

  it("stays refused where one channel was left and something broader is agreed to later", () => {
    const banner = said(true, 9, { channel: "*" });
    expect(stateOf([said(false, 1), banner])).toBe("denied");
    expect(stateOf([said(false, 1), banner], "marketing", "sms")).toBe("granted");
    expect(stateOf([said(false, 1), banner, said(true, 2)])).toBe("granted");
  });

  it("names the entry that decides by its number in the whole ledger", () => {
    const ledger = ledgerOf([said(true, 1), said(true, 2), said(false, 3, { channel: "sms" }), said(true, 4)], 2);
    expect(ledger).toMatchObject({ dropped: 2 });
    const { place, entry } = inForce(ledger, "marketing", "email", 100);
    expect(entry).toBe(ledger.entries[place - ledger.dropped]);
    expect(entry).toMatchObject({ time: 4, granted: true });
    expect(inForce(ledger, "health", "email", 100)).toMatchObject({ place: -1, entry: undefined });
  });
});

describe("the chain", () => {
  it("shows whatever was changed, left out, moved or added", () => {
    const entries = ledgerOf([said(true, 1), said(false, 2), said(true, 3, { text: "v2", validUntil: 9 })]).entries;
    const valid = { base: "", dropped: 0, entries };
    expect(verifyLedger(valid)).toBe(true);
    const [first, second, third] = entries as [(typeof entries)[0], (typeof entries)[0], (typeof entries)[0]];
    expect(verifyLedger({ ...valid, entries: [first, third] })).toBe(false);
    expect(verifyLedger({ ...valid, entries: [second, first, third] })).toBe(false);
    expect(verifyLedger({ ...valid, entries: [second, third] })).toBe(false);
    expect(verifyLedger({ base: first.hash, dropped: 1, entries: [second, third] })).toBe(true);
    expect(verifyLedger({ base: first.hash, dropped: 0, entries: [second, third] })).toBe(false);
    for (const change of [
      { granted: true },
      { time: 1 },
      { purpose: "x" },
      { channel: "sms" },
      { validUntil: 5 },
      { source: "x" },
      { text: "x" },
    ] as const)
      expect(verifyLedger({ ...valid, entries: [first, { ...second, ...change }, third] })).toBe(false);
  });

  it("has the hash that anybody can work out: SHA-256 of the canonical text", () => {
    // printf '["","marketing","email",true,1772445600000,null,"site",""]' | sha256sum
    expect(ledgerOf([said(true, MONDAY)]).entries[0]?.hash).toBe(
      "8dd38b97265ebaf14f753b937b7bb06aab931a81bda90237c848f0863aad5a0e",
    );
  });
});

describe("a ledger that is full", () => {
  const queries = ["marketing", "x", ""].flatMap((purpose) => CHANNELS.map((channel) => [purpose, channel] as const));

  it("keeps its bound and its chain, and never allows what the whole ledger refuses", () => {
    fc.assert(
      fc.property(fc.array(statements, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (list, limit) => {
        const [whole, bounded] = [ledgerOf(list), ledgerOf(list, limit)];
        expect(bounded.entries.length).toBeLessThanOrEqual(limit);
        expect(verifyLedger(bounded)).toBe(true);
        for (const [purpose, channel] of queries) {
          const before = inForce(whole, purpose, channel, MONDAY).state;
          const after = inForce(bounded, purpose, channel, MONDAY).state;
          if (before === "denied") expect(after).toBe("denied");
          if (after === "granted") expect(before).toBe("granted");
        }
      }),
      { numRuns: 300 },
    );
  });

  it("loses nothing that is in force while that is no more than the bound", () => {
    fc.assert(
      fc.property(fc.array(statements, { maxLength: 40 }), (list) => {
        const whole = ledgerOf(list);
        const bounded = ledgerOf(list, Math.max(1, statementsInForce(whole.entries).length));
        for (const [purpose, channel] of queries) {
          const { entry, state } = inForce(whole, purpose, channel, MONDAY);
          const kept = inForce(bounded, purpose, channel, MONDAY);
          expect([kept.state, kept.entry?.time]).toEqual([state, entry?.time]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
