import { expect, it } from "vitest";
import type { AttuneEvent } from "../domain/event.js";
import { partsByPin } from "./parts-by-pin.js";

const EVENTS: Readonly<Record<string, AttuneEvent | undefined>> = {
  e: { type: "erase", id: "e", time: 1, hops: 0, person: "u:ann" },
  s: { type: "context", id: "s", time: 1, hops: 0, population: new Uint8Array(1) },
  p: { type: "context", id: "p", time: 1, hops: 0, serving: { model: "a", catalogue: 1 } },
  m: { type: "context", id: "m", time: 1, hops: 0, scoring: { current: { intent: "a" }, shadow: {} } },
  x: undefined,
};

it.each([
  ["", []],
  ["exe", ["exe"]],
  ["ese", ["ese"]],
  ["pee", ["pee"]],
  ["eepexepe", ["ee", "pexe", "pe"]],
  ["epppe", ["e", "pppe"]],
  ["epspe", ["e", "pspe"]],
  ["espe", ["es", "pe"]],
  ["emepme", ["e", "me", "p", "me"]],
  ["mmsmpe", ["m", "ms", "mpe"]],
])("%s is applied as %j", (batch, parts) => {
  const records = batch.split("").map((name) => ({ name, event: EVENTS[name] }));
  expect(partsByPin(records).map((part) => part.map(({ name }) => name).join(""))).toEqual(parts);
});
