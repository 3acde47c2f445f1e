import fc from "fast-check";
import { expect, it } from "vitest";
import { DueQueue } from "./due-queue.js";

it("gives timers in the order of their times, as they stand, and none that was moved or cleared", () => {
  const change = fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.option(fc.nat({ max: 20 })));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.nat({ max: 20 }), (changes, until) => {
      const queue = new DueQueue();
      const timers = new Map<string, number>();
      for (const [id, due] of changes) {
        queue.set(id, due);
        if (due === null) timers.delete(id);
        else timers.set(id, due);
      }
      expect(queue.timers).toEqual(timers);
      const expected = [...timers].map(([id, due]) => ({ id, due })).filter(({ due }) => due <= until);
      expected.sort((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1));
      const taken: unknown[] = [];
      for (let next = queue.take(until); next !== undefined; next = queue.take(until)) taken.push(next);
      expect(taken).toEqual(expected);
      expect([...queue.timers.values()].every((due) => due > until)).toBe(true);
    }),
  );
});
