import fc from "fast-check";
import { expect, it } from "vitest";
import { Agenda } from "./agenda.js";

it("gives things back in order of time, equal ones in the order they were put down", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (times) => {
      const agenda = new Agenda<number>();
      times.forEach((time, at) => agenda.add(time, at));
      const expected = times.map((time, at) => ({ time, at })).sort((a, b) => a.time - b.time || a.at - b.at);
      for (const { time, at } of expected) {
        expect(agenda.next).toBe(time);
        expect(agenda.take()).toBe(at);
      }
      expect(agenda.next).toBe(Number.POSITIVE_INFINITY);
      expect(agenda.take()).toBeUndefined();
    }),
  );
});
