import { describe, expect, it } from "vitest";
import { simulateShop } from "../../simulator/shop.js";
import { rounds } from "./rounds.js";

const calls = [...simulateShop({ seed: 3, people: 100, start: 0, days: 5 })];
const cut = [...rounds(calls, 200)];

describe("the demo's rounds", () => {
  it("send every call once, each person's in order", () => {
    const sent = cut.flatMap((round) => round.calls);
    expect(sent.map((call) => call.messageId).toSorted()).toEqual(calls.map((call) => call.messageId).toSorted());
    const person = (messageId: string): string => messageId.slice(0, messageId.lastIndexOf("-"));
    const byPerson = (list: typeof calls): Map<string, string[]> => {
      const map = new Map<string, string[]>();
      for (const { messageId } of list) map.set(person(messageId), [...(map.get(person(messageId)) ?? []), messageId]);
      return map;
    };
    expect(byPerson(sent)).toEqual(byPerson(calls));
  });

  it("never hold a call of someone whose profiles were joined by an earlier call of the same round", () => {
    const linked = new Set<string>();
    for (const round of cut) {
      const joining = new Set<string>();
      for (const { userId, anonymousId } of round.calls) {
        expect(joining.has(anonymousId) || (userId !== undefined && joining.has(userId))).toBe(false);
        if (userId !== undefined && !linked.has(anonymousId)) joining.add(anonymousId).add(userId);
        if (userId !== undefined) linked.add(anonymousId);
      }
    }
  });

  it("let the clock go no further than the first call that still waits", () => {
    const sent = new Set<string>();
    for (const round of cut) {
      for (const { messageId } of round.calls) sent.add(messageId);
      const next = calls.find((call) => !sent.has(call.messageId));
      if (next !== undefined) expect(round.until).toBeLessThanOrEqual(Date.parse(next.timestamp));
    }
  });
});
