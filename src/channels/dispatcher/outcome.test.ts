import fc from "fast-check";
import { expect, test } from "vitest";
import { isFinal } from "../../domain/delivery.js";
import { HOUR } from "../../domain/time.js";
import type { Handed } from "./endpoint.js";
import { afterAttempt, doubted, jitter, plainCode, type Retrying } from "./outcome.js";
import type { DeliveryRecord } from "./record.js";

const NOW = Date.UTC(2026, 10, 4, 12);

const settings = { attempts: 5, retryFirstMs: 1_000, retryMostMs: 600_000, onUnknown: "drop" as const };

function sending(more: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    message: "m1",
    person: "u:ada",
    channel: "email",
    action: "cart-reminder",
    state: "sending",
    attempts: 1,
    at: NOW,
    notBefore: NOW,
    expiresAt: NOW + HOUR,
    code: "",
    providerId: "",
    seq: 1,
    bytes: new Uint8Array(3),
    doubt: false,
    ...more,
  };
}

const handed: fc.Arbitrary<Handed> = fc.oneof(
  fc.constant({ outcome: "sent" as const, providerId: "p" }),
  fc.record({
    outcome: fc.constant("retry" as const),
    code: fc.string(),
    afterMs: fc.integer({ min: -5, max: 9 * HOUR }),
  }),
  fc.record({ outcome: fc.constant("rejected" as const), code: fc.string() }),
  fc.record({ outcome: fc.constant("endpoint-down" as const), code: fc.string() }),
  fc.record({ outcome: fc.constant("unknown" as const), code: fc.string() }),
  fc.constant({ outcome: "not-tried" as const }),
);

test("whatever becomes of an attempt, the next one lies inside the deadline, and what ended keeps nothing to send", () => {
  fc.assert(
    fc.property(
      handed,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: -1, max: 2 * HOUR }),
      fc.boolean(),
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, attempts, left, isIdempotent, doubt, random) => {
        const before = sending({ attempts, doubt, expiresAt: NOW + left });
        const { record } = afterAttempt(before, attempt, { settings, isIdempotent, now: NOW, random: () => random });
        if (record === null) throw new Error("it is forgotten");
        if (isFinal(record.state)) {
          expect(record.bytes).toBeUndefined();
          // What may have left is never said not to have.
          if (doubt && attempt.outcome !== "sent") expect(record.state).toBe("unknown");
        } else {
          expect(record.state).toBe("queued");
          if (attempt.outcome !== "not-tried") expect(record.notBefore).toBeLessThan(record.expiresAt);
          expect(record.attempts).toBeLessThanOrEqual(settings.attempts);
          expect(record.doubt).toBe(doubt || attempt.outcome === "unknown");
        }
        expect(record.code).toMatch(/^[a-z0-9.-]{0,128}$/);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("waits are drawn from 0 to first x 2^n, and never longer than the most", () => {
  const most = (attempts: number) => jitter(attempts, { settings, random: () => 1 });
  expect([0, 1, 2, 9, 10, 1_000].map(most)).toEqual([1_000, 2_000, 4_000, 512_000, 600_000, 600_000]);
  expect(jitter(5, { settings, random: () => 0 })).toBe(0);
});

test("a provider's own time is kept, an hour of it at most; a silent endpoint costs no attempt", () => {
  const how: Retrying = { settings, isIdempotent: true, now: NOW, random: () => 0 };
  const day = sending({ expiresAt: NOW + 24 * HOUR });
  const after = (afterMs: number) => afterAttempt(day, { outcome: "retry", code: "http.429", afterMs }, how).record;
  expect(after(5_000)).toMatchObject({ state: "queued", notBefore: NOW + 5_000, attempts: 1 });
  expect(after(9 * HOUR)).toMatchObject({ notBefore: NOW + HOUR });
  const down = afterAttempt(day, { outcome: "endpoint-down", code: "http.401" }, how).record;
  expect(down).toMatchObject({ state: "queued", attempts: 0, code: "http.401", notBefore: NOW + 600_000 });
});

test("doubt is the end where nothing says that twice is harmless", () => {
  const how: Retrying = { settings, isIdempotent: false, now: NOW, random: () => 0 };
  expect(doubted(sending(), "sending.interrupted", how)).toMatchObject({
    state: "unknown",
    code: "sending.interrupted",
  });
  expect(doubted(sending(), "x", { ...how, isIdempotent: true })).toMatchObject({ state: "queued", doubt: true });
  const retries = { ...how, settings: { ...settings, onUnknown: "retry" as const } };
  expect(doubted(sending(), "x", retries)).toMatchObject({ state: "queued", doubt: true });
  expect(doubted(sending({ attempts: 5 }), "x", retries)).toMatchObject({ state: "unknown" });
});

test("what an adapter says becomes a plain code", () => {
  expect(plainCode("SMTP 550 <Ada@Shop>")).toBe("smtp-550--ada-shop-");
});
