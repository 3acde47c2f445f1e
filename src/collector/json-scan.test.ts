import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchRanges, jsonDepth } from "./json-scan.js";

const slices = (text: string): unknown[] => {
  const bytes = Buffer.from(text, "utf8");
  return batchRanges(bytes).map(({ start, end }) => JSON.parse(bytes.subarray(start, end).toString("utf8")) as unknown);
};

describe("the scan of JSON text", () => {
  it("finds every event of a batch, as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), fc.jsonValue(), (batch, indent, other) => {
        const body = { type: "batch", other, batch, after: other };
        const parsed = JSON.parse(JSON.stringify(body)) as typeof body;
        expect(slices(JSON.stringify(body, null, indent))).toEqual(parsed.batch);
      }),
    );
  });

  it("takes the last batch where there are two, and none from deeper inside", () => {
    expect(slices('{"batch":[1,2],"x":{"batch":[3]},"batch":[4,{"batch":[5]}]}')).toEqual([4, { batch: [5] }]);
    expect(slices('{"x":{"batch":[3]}}')).toEqual([]);
  });

  it("is not led astray by brackets and quotes inside strings", () => {
    const body = { batch: [{ a: 'x"]},{[' }, "\\", '\\"[['] };
    expect(slices(JSON.stringify(body))).toEqual(body.batch);
    expect(jsonDepth(Buffer.from(JSON.stringify(body)))).toBe(3);
  });

  it("counts levels, however many", () => {
    expect(jsonDepth(Buffer.from("1"))).toBe(0);
    expect(jsonDepth(Buffer.from("[{},[[]]]"))).toBe(3);
    expect(jsonDepth(Buffer.from("[".repeat(400_000)))).toBe(400_000);
  });

  it("ends on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        jsonDepth(bytes);
        for (const { start, end } of batchRanges(bytes)) expect(end).toBeGreaterThan(start);
      }),
    );
  });
});
