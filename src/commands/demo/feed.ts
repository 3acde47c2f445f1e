import { setTimeout as sleep } from "node:timers/promises";
import { AttuneError } from "../../domain/errors.js";
import type { SegmentCall } from "../../simulator/segment-call.js";

/** Calls in one request: what a server-side SDK sends at most. */
const BATCH = 100;
/** A batch is repeated for so long before the demo gives up. */
const PATIENCE_MS = 30_000;

/** Where calls go. */
export interface Intake {
  /** The collector's address, e.g. "http://127.0.0.1:8080". */
  readonly address: string;
  readonly writeKey: string;
}

/**
 * Sends calls to the collector the way an SDK does: POST /v1/batch with the write key, one batch after the other so that nobody's events
 * overtake each other. No `sentAt`: the shop's clock is not this machine's, and must not be corrected. Resolves when all are stored.
 */
export async function feed(calls: readonly SegmentCall[], intake: Intake): Promise<void> {
  for (let i = 0; i < calls.length; i += BATCH) await post(calls.slice(i, i + BATCH), intake);
}

async function post(batch: readonly SegmentCall[], { address, writeKey }: Intake): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  const request = {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`,
    },
    body: JSON.stringify({ batch }),
  };
  for (;;) {
    const answer = await fetch(`${address}/v1/batch`, request);
    const text = await answer.text();
    if (answer.ok) return;
    const wait = Math.max(0.1, Number(answer.headers.get("retry-after") ?? 1)) * 1000;
    const isTemporary = answer.status === 429 || answer.status >= 500;
    if (!isTemporary || performance.now() + wait > deadline) {
      throw new AttuneError(
        "ATTUNE_LOG_UNAVAILABLE",
        `the collector answered ${answer.status} to a batch: ${text.slice(0, 200)}`,
      );
    }
    // The same messageIds again: what was stored already counts once.
    await sleep(wait);
  }
}
