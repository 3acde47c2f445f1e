import { describe, expect, it } from "vitest";
import { aDenseManifest } from "../../../test/harness/dense-model.js";
import type { Fitted, HeadReport, Measured } from "../dense/index.js";
import { calibrationPlot } from "./calibration-plot.js";
import { denseReport } from "./dense-report.js";

const measured = (logLoss: number): Measured => ({
  ...{ auc: 0.7, logLoss, brier: 0.1, ece: 0.015 },
  intervals: { auc: [0.6, 0.8], logLoss: [logLoss - 0.1, logLoss + 0.1], brier: [0.05, 0.15], ece: [0.01, 0.03] },
});
const gain = {
  logLoss: { value: -0.02, interval: [-0.03, -0.01] },
  auc: { value: 0.1, interval: [0.05, 0.15] },
} as const;
const REPORT: HeadReport = {
  ...{ rows: 1_234, people: 56, positives: 78, eceFloor: 0.011 },
  model: measured(0.28),
  baselines: { constant: measured(0.3), logistic: measured(0.29) },
  gains: { constant: gain, logistic: gain },
  reliability: [
    { count: 617, said: 0.02, came: 0.03 },
    { count: 617, said: 0.2, came: 0.17 },
  ],
};
const SLICE = { rows: 10, positives: 1, from: "2026-01-05T00:00:00.000Z", until: "2026-01-06T00:00:00.000Z" };

describe("a dense model's report", () => {
  it("shows each output beside the baselines, its calibration, and what stays silent, as one page of its own", () => {
    const fitted = {
      heads: { session: REPORT },
      silent: ["churn"],
      slices: { session: { fit: SLICE, stop: SLICE, calibrate: SLICE, test: SLICE } },
    } as unknown as Fitted;
    const html = denseReport(aDenseManifest("intent", { source: "<shop>" }), fitted, { session: "an order & more" });
    expect(html).toContain("intent: &#60;shop&#62;");
    expect(html).toContain("session: an order &#38; more");
    expect(html).toContain("1,234 rows of 56 people, 78 of them (6.32 %) a yes");
    expect(html).toContain("logistic -0.0200 (-0.0300 to -0.0100)");
    expect(html).toContain("Too few answers are known of: churn.");
    expect(html).not.toMatch(/https?:|<script|NaN|undefined/);
    expect(html.match(/<svg/g)).toHaveLength(3);
  });

  it("draws what came over what was said, with the numbers beside it", () => {
    const plot = calibrationPlot({ title: "session", bins: REPORT.reliability });
    expect(plot.match(/<circle/g)).toHaveLength(2);
    expect(plot).toContain("<td>0.1700</td><td>617</td>");
    expect(calibrationPlot({ title: "nothing came", bins: [{ count: 3, said: 0, came: 0 }] })).not.toContain("NaN");
  });
});
