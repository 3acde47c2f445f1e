import fc from "fast-check";
import { expect, it } from "vitest";
import { knownPerson } from "../../domain/person.js";
import { base36, decisionId } from "./ids.js";

it("a number to the base of 36 is written as the language writes it", () => {
  for (const whole of [0, 35, 36, 1295, 1296, 46655, 46656, Number.MAX_SAFE_INTEGER])
    expect(base36(whole)).toBe(whole.toString(36));
  fc.assert(fc.property(fc.maxSafeNat(), (whole) => base36(whole) === whole.toString(36)));
});

it("a decision's id is the same for ever, and hangs on all that it is about", () => {
  const id = decisionId(knownPerson("ada"), "cart-abandoned", "w1800000", "event-1");
  expect(id).toMatch(/^[0-9a-z]+-[0-9a-z]+$/);
  const others = [
    decisionId(knownPerson("bob"), "cart-abandoned", "w1800000", "event-1"),
    decisionId(knownPerson("ada"), "visit", "w1800000", "event-1"),
    decisionId(knownPerson("ada"), "cart-abandoned", "w0", "event-1"),
    decisionId(knownPerson("ada"), "cart-abandoned", "w1800000", "event-2"),
  ];
  expect(new Set([id, ...others]).size).toBe(5);
});
