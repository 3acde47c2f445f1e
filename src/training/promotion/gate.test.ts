import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Evidence } from "../../models/versions/evidence.js";
import { evidenceText, judge, promotableOf, refuseWorse } from "./gate.js";

function anEvidence(low: number, high: number, against = "old"): Evidence {
  return {
    against,
    measure: "log loss",
    rows: 4210,
    people: 812,
    difference: { value: (low + high) / 2, interval: [low, high] },
    metrics: {},
    theirs: {},
    data: "log embedded",
  };
}

describe("the promotion gate", () => {
  it("goes by the whole interval: worse above 0, better below, else neither", () => {
    const verdict = (low: number, high: number) =>
      judge({ version: "new", evidence: [anEvidence(low, high)] }, "old").verdict;
    expect([verdict(0.01, 0.02), verdict(-0.02, -0.01), verdict(-0.01, 0.01), verdict(0, 0.01)]).toEqual([
      "worse",
      "better",
      "as-good",
      "as-good",
    ]);
  });

  it("says where nothing was measured against what is current now", () => {
    expect(judge({ version: "new", evidence: [] }, undefined)).toMatchObject({ verdict: "first" });
    expect(judge({ version: "new", evidence: [] }, "old")).toMatchObject({ verdict: "unmeasured" });
    expect(judge({ version: "new", evidence: [anEvidence(1, 2, "older")] }, "old").verdict).toBe("unmeasured");
    expect(judge({ version: "old", evidence: [anEvidence(1, 2, "older")] }, "old").verdict).toBe("same");
  });

  it("goes by what was measured last", () => {
    const evidence = [anEvidence(1, 2), anEvidence(-2, -1), anEvidence(3, 4, "older")];
    expect(judge({ version: "new", evidence }, "old").verdict).toBe("better");
  });

  it("knows what was measured of a pair, whichever of the two it was asked of", async () => {
    const nobodys = path.join(tmpdir(), "attune-no-such-model");
    const current = { version: "new", evidence: anEvidence(-0.03, -0.01) };
    const back = judge(await promotableOf(nobodys, { version: "old" }, current), "new");
    expect(back).toMatchObject({ verdict: "worse", evidence: { against: "new" } });
    expect(back.evidence?.difference).toEqual({ value: 0.02, interval: [0.01, 0.03] });
    expect(judge(await promotableOf(nobodys, { version: "third" }, current), "new").verdict).toBe("unmeasured");
  });

  it("refuses what is worse, and nothing else", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (low, width) => {
          const candidate = { version: "new", evidence: [anEvidence(low, low + width)] };
          const promote = () => refuseWorse("intent", candidate, judge(candidate, "old"));
          if (low > 0) expect(promote).toThrow(expect.objectContaining({ code: "ATTUNE_MODEL_WORSE" }) as Error);
          else expect(promote).not.toThrow();
        },
      ),
    );
  });

  it("tells the difference, its interval and what it rests on", () => {
    expect(evidenceText(anEvidence(0.008, 0.0166))).toBe(
      "log loss +0.0123 (95 %: +0.008 to +0.0166; lower is better) on 4,210 rows of 812 people, log embedded",
    );
  });
});
