import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { deliverySettings } from "../../../test/harness/open-delivery.js";
import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import type { DeliverySettings } from "../settings.js";
import { Endpoint } from "./endpoint.js";

type Answer = (signal: AbortSignal) => Attempt | Promise<Attempt>;

/** Its clock stands still unless a test moves it. */
class Tried {
  time = 0;
  asked = 0;
  answer: Answer;
  readonly endpoint: Endpoint;

  constructor(answer: Answer, settings: Partial<DeliverySettings> = {}) {
    this.answer = answer;
    const deliver: ChannelAdapter["deliver"] = async (_outgoing, signal) => {
      this.asked++;
      return this.answer(signal);
    };
    const none = async (): Promise<void> => {};
    const adapter = {
      channel: "email",
      endpoint: "test",
      isIdempotent: true,
      deliver,
      ping: none,
      close: none,
    } as const;
    this.endpoint = new Endpoint(adapter, deliverySettings("email", settings), () => this.time);
  }

  /** One after the other. */
  async give(count: number, leftMs = 60_000): Promise<string[]> {
    const outcomes: string[] = [];
    for (let i = 0; i < count; i++) outcomes.push((await this.endpoint.deliver({} as Outgoing, leftMs)).outcome);
    return outcomes;
  }
}

const SENT: Attempt = { outcome: "sent", providerId: "" };
const DOWN: Attempt = { outcome: "retry", code: "http.503" };
const untilAborted = (signal: AbortSignal): Promise<Attempt> =>
  new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve({ outcome: "unknown", code: "http.lost" }), { once: true }),
  );

test("an endpoint that fails again and again is left alone, then asked by one message", async () => {
  const tried = new Tried(() => DOWN);
  const outcomes = await tried.give(12);
  expect(outcomes.slice(0, 5)).toEqual(Array(5).fill("retry"));
  expect(outcomes.slice(-5)).toEqual(Array(5).fill("not-tried"));
  expect(tried.asked).toBeLessThan(8);
  expect(tried.endpoint.room()).toBe(0);
  expect(tried.endpoint.pauseMs()).toBe(10_000);
  tried.time += 10_000;
  expect(tried.endpoint.room()).toBe(1);
});

test("one that answers, even with a refusal or the wish for a pause, is well", async () => {
  const answers: Attempt[] = [SENT, { outcome: "rejected", code: "http.400" }, { ...DOWN, afterMs: 0 }];
  let asked = 0;
  const tried = new Tried(() => answers[asked++ % 3] as Attempt);
  await tried.give(30);
  expect(tried.asked).toBe(30);
  expect(tried.endpoint.room()).toBe(8);
});

test("messages that their own deadlines cut short are no reason against it; those that its time limit ends are", async () => {
  const late = new Tried(untilAborted);
  expect(await late.give(20, 2)).toEqual(Array(20).fill("unknown"));
  expect(late.asked).toBe(20);
  expect(late.endpoint.room()).toBe(8);
  const slow = new Tried(untilAborted, { timeoutMs: 2 });
  await slow.give(20);
  expect(slow.asked).toBeLessThan(20);
  expect(slow.endpoint.room()).toBe(0);
});

test("nothing goes on beyond the message's last moment", async () => {
  const tried = new Tried(untilAborted);
  const began = performance.now();
  await tried.give(1, 20);
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("a pause that it asks for holds for all, an hour at most; no more than the limit is under way at once", async () => {
  const tried = new Tried(() => ({ outcome: "retry", code: "http.429", afterMs: 9 * 3_600_000 }));
  await tried.give(1);
  expect(tried.endpoint.pauseMs()).toBe(3_600_000);
  const busy = new Tried(
    async () => {
      await sleep(30);
      return SENT;
    },
    { concurrency: 2 },
  );
  const three = [1, 2, 3].map(() => busy.endpoint.deliver({} as Outgoing, 60_000));
  expect(busy.endpoint.room()).toBe(0);
  expect((await Promise.all(three)).map(({ outcome }) => outcome)).toEqual(["sent", "sent", "not-tried"]);
  expect(busy.endpoint.room()).toBe(2);
});
