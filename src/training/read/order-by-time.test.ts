import fc from "fast-check";
import { expect, it } from "vitest";
import { orderByTime } from "./order-by-time.js";

it("orders by time, equal times by place, as a stable sort does", () => {
  const time = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 4e12 }), fc.constant(65_536));
  fc.assert(
    fc.property(fc.array(time, { maxLength: 200 }), (times) => {
      const places = times.map((_, place) => place);
      const expected = places.toSorted((a, b) => (times[a] as number) - (times[b] as number));
      expect([...orderByTime(Float64Array.from(times))]).toEqual(expected);
    }),
  );
});
