import type { AddressFailure } from "../../domain/delivery.js";
import type { DeliverySettings } from "../settings.js";
import { type Handed, RETRY_AFTER_MOST_MS } from "./endpoint.js";
import type { Change } from "./changes.js";
import { type DeliveryRecord, lastMoment } from "./record.js";

/** What decides about another attempt. */
export interface Retrying {
  readonly settings: Pick<DeliverySettings, "attempts" | "retryFirstMs" | "retryMostMs" | "onUnknown">;
  readonly isIdempotent: boolean;
  /** ms since the epoch. */
  readonly now: number;
  /** 0 to 1, anew each time. */
  random(): number;
}

/** What becomes of a delivery after an attempt. */
export function afterAttempt(record: DeliveryRecord, handed: Handed, how: Retrying): Change {
  const { now } = how;
  switch (handed.outcome) {
    case "sent":
      return { record: ended(record, "sent", "", now, handed.providerId) };
    case "rejected":
      return withFailure(ended(record, "failed", handed.code, now), handed.failure);
    case "retry":
      return { record: again(record, handed.code, afterMs(handed.afterMs), how) };
    case "endpoint-down":
      // It says nothing about the message, so it costs no attempt.
      return { record: again(withoutAttempt(record), handed.code, how.settings.retryMostMs, how) };
    case "not-tried":
      return { record: { ...withoutAttempt(record), state: "queued", at: now, notBefore: now } };
    case "unknown":
      return { record: doubted(record, handed.code, how) };
  }
}

/**
 * It may have left: what a timeout, a reset connection and a crash while sending leave behind. Again only where the provider takes it once, or where
 * twice is better than never.
 */
export function doubted(record: DeliveryRecord, code: string, how: Retrying): DeliveryRecord {
  const mayRepeat = how.isIdempotent || how.settings.onUnknown === "retry";
  const doubtful = { ...record, doubt: true };
  return mayRepeat ? again(doubtful, code, 0, how) : ended(doubtful, "unknown", code, how.now);
}

/** What may have left in an earlier attempt ends as unknown, whatever a later one was told: a refusal says nothing about the one before. */
export function ended(
  record: DeliveryRecord,
  state: "sent" | "failed" | "unknown" | "expired" | "suppressed",
  code: string,
  now: number,
  providerId = "",
): DeliveryRecord {
  const honest = record.doubt && state !== "sent" ? "unknown" : state;
  const end = { state: honest, code: plainCode(code), at: now, notBefore: 0, providerId, bytes: undefined } as const;
  return { ...record, ...end };
}

/** It could not even be checked: that costs an attempt, so that it doesn't go on for ever. */
export function triedInVain(record: DeliveryRecord, code: string, how: Retrying): DeliveryRecord {
  return again({ ...record, attempts: record.attempts + 1 }, code, 0, how);
}

/** Queued until then, where that is before its deadline. */
export function heldUntil(record: DeliveryRecord, code: string, until: number, now: number): DeliveryRecord {
  if (until >= lastMoment(record)) return ended(record, "expired", code, now);
  return { ...record, state: "queued", code: plainCode(code), at: now, notBefore: until };
}

/** Full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): random(0, min(most, first x 2^n)), ms. */
export function jitter(
  attempts: number,
  { settings: { retryFirstMs, retryMostMs }, random }: Pick<Retrying, "settings" | "random">,
): number {
  return random() * Math.min(retryMostMs, retryFirstMs * 2 ** Math.min(attempts, 40));
}

/** Another attempt, not before `leastMs` from now, where there is one left and time for it. */
function again(record: DeliveryRecord, code: string, leastMs: number, how: Retrying): DeliveryRecord {
  if (record.attempts >= how.settings.attempts) return ended(record, "failed", code, how.now);
  const until = Math.ceil(how.now + leastMs + jitter(Math.max(0, record.attempts - 1), how));
  return heldUntil(record, code, until, how.now);
}

function withoutAttempt(record: DeliveryRecord): DeliveryRecord {
  return { ...record, attempts: record.attempts - 1 };
}

function withFailure(record: DeliveryRecord, failure: AddressFailure | undefined): Change {
  return failure === undefined ? { record } : { record, failure };
}

function afterMs(asked: number | undefined): number {
  return Math.min(Math.max(asked ?? 0, 0), RETRY_AFTER_MOST_MS);
}

/** What an adapter says goes into events and onto pages: letters, digits, dots and hyphens. */
export function plainCode(code: string): string {
  return code
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, "-")
    .slice(0, 128);
}
