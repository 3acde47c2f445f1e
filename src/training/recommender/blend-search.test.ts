import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.js";
import { type BlendCase, blendInto, searchBlend } from "./blend-search.js";

/** The target is told by `useful`; `noise` says nothing. */
function casesOf(count: number, items: number): BlendCase[] {
  const random = seededRandom(5);
  return Array.from({ length: count }, () => {
    const target = Math.floor(random() * items);
    const noise = Float32Array.from({ length: items }, () => random() * 4 - 2);
    const useful = Float32Array.from({ length: items }, (_, item) => random() * 2 - 1 + (item === target ? 2 : 0));
    return { signals: [noise, useful], targets: [target], isOut: new Uint8Array(items) };
  });
}

describe("the search for a blend", () => {
  const cases = casesOf(200, 100);
  const each = async (take: (one: BlendCase) => void): Promise<void> => cases.forEach(take);

  it("finds what is useful from a bad start", async () => {
    const { weights, value, startValue } = await searchBlend(each, [[1, 0.05]]);
    expect(weights[1]).toBe(1);
    expect(Math.abs(weights[0] as number)).toBeLessThan(0.2);
    expect(value).toBeGreaterThan(2 * startValue);
  });

  it("is the same each time", async () => {
    expect(await searchBlend(each, [[1, 1]])).toEqual(await searchBlend(each, [[1, 1]]));
  });

  it("leaves out what is no candidate, and shares places among ties", async () => {
    const flat = new Float32Array(30);
    const one = {
      signals: [flat],
      targets: [3],
      isOut: Uint8Array.from({ length: 30 }, (_, at) => (at < 20 && at !== 3 ? 1 : 0)),
    };
    // 11 candidates, all alike: rank 6.
    const { value } = await searchBlend(async (take) => take(one), [[1]]);
    expect(value).toBeCloseTo(1 / Math.log2(7));
  });

  it("adds weighted signals", () => {
    const out = new Float32Array(2);
    blendInto(out, [Float32Array.of(1, 2), Float32Array.of(10, 20)], [2, 0.5]);
    expect([...out]).toEqual([7, 14]);
  });
});
