import { PURCHASE_TIMING_FORMAT, type PurchaseTimingVersion } from "../../src/models/purchase-timing/index.js";

/** Customers who order every month or so, rather evenly. */
export function aPurchaseTimingVersion(version: string): PurchaseTimingVersion {
  return {
    manifest: {
      format: PURCHASE_TIMING_FORMAT,
      model: "purchase-timing",
      version,
      createdAt: "2026-03-01T00:00:00.000Z",
      source: "made up",
      dataHash: "0".repeat(64),
      orders: 4_000,
      people: 1_000,
      from: Date.UTC(2025, 0, 1),
      until: Date.UTC(2026, 1, 1),
      testFrom: Date.UTC(2025, 10, 1),
      horizonDays: 90,
      seed: 1,
      recipe: {},
      metrics: { meanAbsoluteError: 0.8 },
      cpuSeconds: 1,
      files: {},
    },
    parameters: {
      pace: { shape: 3, rate: 90 },
      leaving: { a: 0.5, b: 4 },
      oneTime: 0.2,
      regularity: [
        { k: 1, share: 0.3 },
        { k: 4, share: 0.7 },
      ],
      spending: { p: 4, q: 4, scale: 30 },
    },
  };
}
