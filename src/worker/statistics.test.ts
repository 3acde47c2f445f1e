import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONTEXT_GROUP, decodeGroup, mergeStatistics, PartitionStatistics } from "./statistics.js";

const delta = (group: string, ...numbers: readonly (readonly [string, number])[]) =>
  new Map([[group, new Map(numbers)]]);
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const groups = (statistics: PartitionStatistics): Record<string, string> =>
  Object.fromEntries([...statistics.encodeChanged()].map(([group, bytes]) => [group, text(bytes)]));

describe("a partition's statistics", () => {
  it("adds up, and are written in the order of the keys", () => {
    const statistics = new PartitionStatistics(2, 4);
    statistics.addAll(delta("arms", ["thank-you/b", 1], ['cart/é "x"', 0.5]));
    statistics.addAll(delta("arms", ["thank-you/b", 2], ["__proto__", 1]));
    expect([statistics.partition, statistics.partitions]).toEqual([2, 4]);
    expect(statistics.statistic("arms", "thank-you/b")).toBe(3);
    expect(statistics.statistic("arms", "none")).toBe(0);
    expect(statistics.statistic("none", "none")).toBe(0);
    expect(groups(statistics)).toEqual({ arms: '{"__proto__":1,"cart/é \\"x\\"":0.5,"thank-you/b":3}' });
  });

  it("are written only where they changed since the last commit", () => {
    const statistics = new PartitionStatistics(0, 1);
    statistics.addAll(delta("arms", ["a", 1]));
    statistics.addAll(delta("segments", ["b", 1]));
    statistics.committed();
    expect(groups(statistics)).toEqual({});
    statistics.addAll(delta("segments", ["b", 0]));
    expect(groups(statistics)).toEqual({});
    statistics.addAll(delta("segments", ["b", 1]));
    expect(groups(statistics)).toEqual({ segments: '{"b":2}' });
  });

  it("drop what becomes 0, and stay numbers", () => {
    const statistics = new PartitionStatistics(0, 1, new Map([["segments", Buffer.from('{"a":1,"b":1}')]]));
    statistics.addAll(delta("segments", ["a", -1]));
    expect(groups(statistics)).toEqual({ segments: '{"b":1}' });
    statistics.addAll(delta("segments", ["b", -1], ["c", Number.NaN], ["d", Number.POSITIVE_INFINITY]));
    expect(groups(statistics)).toEqual({ segments: "{}" });
  });

  it("keep the population snapshot beside them, as it came", () => {
    const statistics = new PartitionStatistics(0, 1, new Map([[CONTEXT_GROUP, Buffer.from("one")]]));
    expect(text(statistics.population)).toBe("one");
    expect(groups(statistics)).toEqual({});
    statistics.population = Buffer.from("two");
    expect(groups(statistics)).toEqual({ context: "two" });
    statistics.committed();
    expect(groups(statistics)).toEqual({});
  });

  it("are the same bytes whenever they are committed and loaded again", () => {
    const step = fc.tuple(
      fc.constantFrom("a", "b"),
      fc.constantFrom("x", "y", "10", "9"),
      fc.double({ noNaN: true, min: -5, max: 5 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 40 }), (steps) => {
        const whole = new PartitionStatistics(0, 1);
        const stored = new Map<string, Uint8Array>();
        let pieces = new PartitionStatistics(0, 1);
        for (const [[group, key, by], isCommit] of steps) {
          whole.addAll(delta(group, [key, by]));
          pieces.addAll(delta(group, [key, by]));
          if (!isCommit) continue;
          for (const [name, bytes] of pieces.encodeChanged()) stored.set(name, bytes);
          pieces = new PartitionStatistics(0, 1, stored);
        }
        for (const [name, bytes] of pieces.encodeChanged()) stored.set(name, bytes);
        const written = Object.fromEntries([...stored].map(([name, bytes]) => [name, text(bytes)]));
        expect(written).toEqual(groups(whole));
      }),
    );
  });

  it("of all partitions add up, without their snapshots", () => {
    const parts = ['{"b":1,"a":1}', '{"a":2}', '{"b":-1}'].map(
      (arms, i) =>
        new Map([
          ["arms", Buffer.from(arms)],
          [CONTEXT_GROUP, Buffer.from(`snapshot ${i}`)],
        ]),
    );
    expect(mergeStatistics(parts)).toEqual(new Map([["arms", new Map([["a", 3]])]]));
    expect(mergeStatistics([])).toEqual(new Map());
    expect(decodeGroup(Buffer.from('{"a":1.5}'))).toEqual(new Map([["a", 1.5]]));
  });
});
