import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SERVERS_MISSING, WHY_SKIPPED } from "../../../test/faults/need-servers.js";
import { DeliveryStage } from "../../../test/harness/open-delivery.js";
import { BACKENDS } from "../../../test/harness/server-pair.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";
import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import type { ReadFrom } from "../../ports/event-log.js";
import { deliveriesOf, deliveryTotals, forgetDeliveries, queueAgain, recordOf } from "./visit.js";
import { personToken } from "../../domain/person.js";
import { encodeMessage } from "../../domain/wire/outbound.js";

let stage: DeliveryStage;
afterEach(() => stage.close());

const SENT: Attempt = { outcome: "sent", providerId: "p1" };

/** A way out that answers as a test says, and remembers what it was given. */
class Answering implements ChannelAdapter {
  readonly channel = "email";
  readonly endpoint = "test";
  readonly isIdempotent: boolean;
  readonly given: Outgoing[] = [];
  readonly #answer: (outgoing: Outgoing, signal: AbortSignal) => Attempt | Promise<Attempt>;

  constructor(
    answer: (outgoing: Outgoing, signal: AbortSignal) => Attempt | Promise<Attempt> = () => SENT,
    isIdempotent = true,
  ) {
    this.#answer = answer;
    this.isIdempotent = isIdempotent;
  }

  async deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt> {
    this.given.push(outgoing);
    return this.#answer(outgoing, signal);
  }

  async ping(): Promise<void> {}
  async close(): Promise<void> {}
}

describe.each(BACKENDS)("%s", (backend) => {
  const isMissing = backend === "servers" && SERVERS_MISSING;
  describe.skipIf(isMissing)(`deliveries${isMissing ? WHY_SKIPPED : ""}`, () => {
    beforeEach(async () => {
      stage = await DeliveryStage.open(backend);
    });

    test("a message leaves rendered, to the address as it is known now, once however often the log tells it", async () => {
      const adapter = new Answering();
      await stage.person("u:ada");
      const id = await stage.message("u:ada");
      await stage.person("u:ada", { email: "new@shop.example" });
      await stage.dispatch(adapter);
      expect(await stage.until(id)).toMatchObject({
        state: "sent",
        attempts: 1,
        providerId: "p1",
        person: "u:ada",
        code: "",
      });
      await stage.message("u:ada", { id });
      await stage.until(await stage.message("u:ada"));
      expect(
        adapter.given.map(({ message, address, words, attempt }) => [message.id, address, words.title, attempt]),
      ).toEqual([
        [id, "new@shop.example", "Hello", 1],
        ["m3", "new@shop.example", "Hello", 1],
      ]);
      expect(await stage.told()).toEqual([]);
      expect((await deliveryTotals(stage.store)).get("email")).toMatchObject({ sent: 2, queued: 0 });
    });

    test("it is tried again inside its deadline until its attempts are used up; then its person's profile is told", async () => {
      await stage.person("u:ada");
      const adapter = new Answering(({ attempt }) => (attempt < 3 ? { outcome: "retry", code: "http.503" } : SENT));
      const well = await stage.message("u:ada");
      const dispatcher = await stage.dispatch(adapter);
      await movingUntil(well);
      expect(await stage.until(well)).toMatchObject({ state: "sent", attempts: 3 });
      await dispatcher.stop();
      await stage.dispatch(new Answering(() => ({ outcome: "retry", code: "HTTP 503" })), { attempts: 2 });
      const ill = await stage.message("u:ada", { time: stage.now + 1 });
      await movingUntil(ill);
      expect(await stage.until(ill)).toMatchObject({ state: "failed", attempts: 2, code: "http-503" });
      const told = { id: `delivery/${ill}/failed`, person: "u:ada", outcome: "failed", code: "http-503" };
      await expect.poll(() => stage.told()).toMatchObject([told]);
    });

    test("what would come after its deadline is not sent, nor tried again for then", async () => {
      await stage.person("u:ada");
      const adapter = new Answering(() => ({ outcome: "retry", code: "http.429", afterMs: 10 * MINUTE }));
      const late = await stage.message("u:ada", { expiresAt: stage.now - 1 });
      const asked = await stage.message("u:ada", { expiresAt: stage.now + 5 * MINUTE });
      await stage.dispatch(adapter);
      expect(await stage.until(late)).toMatchObject({ state: "expired", attempts: 0, code: "delivery.expired" });
      expect(await stage.until(asked)).toMatchObject({ state: "expired", attempts: 1, code: "http.429" });
      expect(adapter.given.length).toBe(1);
    });

    test("what a page was given as its answer is never said not to have left, however late that is noted", async () => {
      await stage.person("u:ada");
      const slot = { occasion: "slot-requested", cause: "slot/1", expiresAt: stage.now - 1 } as const;
      const id = await stage.message("u:ada", slot);
      await stage.dispatch(new Answering());
      expect(await stage.until(id)).toMatchObject({ state: "sent" });
      expect(await stage.told()).toEqual([]);
    });

    test("an endpoint that asks for a pause gets one, from all messages", async () => {
      await stage.person("u:ada");
      const adapter = new Answering(({ attempt, message }) =>
        message.id === "m1" && attempt === 1 ? { outcome: "retry", code: "http.429", afterMs: 600 } : SENT,
      );
      const first = await stage.message("u:ada");
      await stage.dispatch(adapter);
      await expect.poll(() => recordOf(stage.store, first)).toMatchObject({ state: "queued", attempts: 1 });
      expect((await stage.until(first, "queued")).notBefore).toBeGreaterThanOrEqual(stage.now + 600);
      const began = performance.now();
      const second = await stage.message("u:ada", { time: stage.now + 1 });
      await movingUntil(second);
      expect(performance.now() - began).toBeGreaterThan(300);
      await movingUntil(first);
    });

    test("doubt is tried again where the provider takes a message once, and is the end where it doesn't", async () => {
      await stage.person("u:ada");
      const lost = (): Attempt => ({ outcome: "unknown", code: "socket.reset" });
      const idempotent = new Answering(({ attempt }) => (attempt === 1 ? lost() : SENT));
      const again = await stage.message("u:ada");
      const dispatcher = await stage.dispatch(idempotent);
      await movingUntil(again);
      expect(await stage.until(again)).toMatchObject({ state: "sent", attempts: 2 });
      await dispatcher.stop();
      const dropped = await stage.message("u:ada", { time: stage.now + 1 });
      await stage.dispatch(new Answering(lost, false));
      expect(await stage.until(dropped)).toMatchObject({ state: "unknown", attempts: 1, code: "socket.reset" });
      await expect.poll(() => stage.told()).toMatchObject([{ outcome: "unknown" }]);
    });

    test("a message that may have left ends as unknown, never as failed or expired", async () => {
      await stage.person("u:ada");
      const adapter = new Answering(({ attempt }) =>
        attempt === 1 ? { outcome: "unknown", code: "socket.reset" } : { outcome: "retry", code: "http.503" },
      );
      const id = await stage.message("u:ada");
      await stage.dispatch(adapter, { attempts: 2 });
      await movingUntil(id);
      expect(await stage.until(id)).toMatchObject({ state: "unknown", attempts: 2 });
    });

    test("an adapter that never answers is given up, and one that throws is a doubt", async () => {
      await stage.person("u:ada");
      const adapter = new Answering(({ message }) => {
        if (message.id === "m1") return new Promise<Attempt>(() => {});
        throw new Error("a bug");
      }, false);
      const hung = await stage.message("u:ada");
      const thrown = await stage.message("u:ada");
      await stage.dispatch(adapter, { timeoutMs: 50 });
      expect(await stage.until(hung)).toMatchObject({ state: "unknown", code: "adapter.timeout" });
      expect(await stage.until(thrown)).toMatchObject({ state: "unknown", code: "adapter.error" });
    });

    test("an address that came back for good is noted, and nothing goes there again", async () => {
      await stage.person("u:ada");
      const adapter = new Answering(() => ({ outcome: "rejected", code: "smtp.550", failure: "hard-bounce" }));
      const first = await stage.message("u:ada");
      await stage.dispatch(adapter);
      expect(await stage.until(first)).toMatchObject({ state: "failed", code: "smtp.550" });
      expect(await stage.suppressions.find("email", "ada@shop.example")).toMatchObject({ reason: "hard-bounce" });
      const second = await stage.message("u:ada", { time: stage.now + 1 });
      expect(await stage.until(second)).toMatchObject({ state: "suppressed", code: "delivery.suppressed" });
      expect(adapter.given.length).toBe(1);
      await expect
        .poll(() => stage.told())
        .toMatchObject([{ outcome: "failed", failure: "hard-bounce" }, { outcome: "suppressed" }]);
    });

    test("what the engine no longer allows is withheld with its reason; who is erased leaves nothing", async () => {
      await stage.person("u:ada", { name: "Ada" });
      await stage.person("u:grace");
      const adapter = new Answering();
      const withheld = await stage.message("u:ada");
      const erased = await stage.message("u:grace");
      await stage.erase("u:grace");
      await stage.dispatch(adapter);
      expect(await stage.until(withheld)).toMatchObject({ state: "suppressed", code: "channel.no-address" });
      await expect.poll(() => deliveriesOf(stage.store, personToken("u:grace"))).toEqual([]);
      expect(await recordOf(stage.store, erased)).toBeUndefined();
      expect(adapter.given).toEqual([]);
    });

    test("forgetting a person takes what waits, while the dispatcher is at work, and leaves others alone", async () => {
      await stage.person("u:ada");
      await stage.person("u:grace");
      const adapter = new Answering(({ message }) =>
        message.person === "u:ada" ? { outcome: "retry", code: "http.503", afterMs: 60_000 } : SENT,
      );
      const ada = await stage.message("u:ada");
      await stage.dispatch(adapter);
      await stage.until(ada, "queued");
      await forgetDeliveries(stage.store, personToken("u:ada"));
      expect(await deliveriesOf(stage.store, personToken("u:ada"))).toEqual([]);
      stage.now += 2 * MINUTE;
      expect((await deliveryTotals(stage.store)).get("email")).toMatchObject({ queued: 0 });
      for await (const chunk of stage.store.scanTimers(0)) expect(chunk).toEqual([]);
    });

    test("a delivery that ended is queued again by hand, and what is kept goes when its time is over", async () => {
      await stage.person("u:ada");
      let asked = 0;
      const adapter = new Answering(() => (++asked === 1 ? { outcome: "rejected", code: "http.400" } : SENT));
      const id = await stage.message("u:ada");
      await stage.dispatch(adapter);
      const failed = await stage.until(id, "failed");
      const { message } = adapter.given[0] as Outgoing;
      const how = { now: stage.now, keepMs: DAY };
      expect(await queueAgain(stage.store, failed, encodeMessage(message), how)).toBe(true);
      await stage.until(id, "sent");
      expect(await queueAgain(stage.store, failed, encodeMessage(message), how)).toBe(false);
      stage.now += DAY;
      await expect.poll(() => recordOf(stage.store, id)).toBeUndefined();
      expect(await stage.store.loadProfiles(0, [`p.${personToken("u:ada")}`])).toEqual([undefined]);
    });

    test("what was read once is not taken for new by the next start, however long ago it ended", async () => {
      await stage.person("u:ada");
      const adapter = new Answering();
      const id = await stage.message("u:ada");
      const first = await stage.dispatch(adapter);
      await stage.until(id);
      stage.now += 2 * DAY;
      await expect.poll(() => recordOf(stage.store, id)).toBeUndefined();
      await first.stop();
      await stage.dispatch(adapter);
      await stage.until(await stage.message("u:ada", { time: stage.now }));
      expect(await recordOf(stage.store, id)).toBeUndefined();
      expect(await stage.told()).toEqual([]);
    });

    test("what is kept of a message outlasts its deadline: until then the log may tell it again", async () => {
      await stage.person("u:ada");
      const adapter = new Answering();
      const id = await stage.message("u:ada", { expiresAt: stage.now + 3 * DAY });
      await stage.dispatch(adapter, { keepMs: 1 });
      await stage.until(id);
      stage.now += DAY;
      await stage.until(await stage.message("u:ada", { time: stage.now }));
      await stage.message("u:ada", { id }, "told-again");
      await stage.until(await stage.message("u:ada", { time: stage.now }));
      expect(adapter.given.filter(({ message }) => message.id === id).length).toBe(1);
      stage.now += 2 * DAY;
      await expect.poll(() => recordOf(stage.store, id)).toBeUndefined();
    });

    test("what may have left once is never said not to have, though it is tried again by hand in vain", async () => {
      await stage.person("u:ada");
      let asked = 0;
      const lost = { outcome: "unknown", code: "socket.reset" } as const;
      const adapter = new Answering(() => (++asked === 1 ? lost : { outcome: "rejected", code: "http.400" }), false);
      const id = await stage.message("u:ada");
      await stage.dispatch(adapter);
      const unknown = await stage.until(id);
      const { message } = adapter.given[0] as Outgoing;
      expect(await queueAgain(stage.store, unknown, encodeMessage(message), { now: stage.now, keepMs: DAY })).toBe(
        true,
      );
      await expect.poll(() => asked).toBe(2);
      expect(await stage.until(id)).toMatchObject({ state: "unknown", code: "http.400" });
    });

    test("a channel that is delivered for the first time begins with what was decided lately, and there again after a restart", async () => {
      await stage.person("u:ada");
      const begun: ReadFrom[] = [];
      const { read } = stage.log;
      stage.log.read = (topic, partition, from) => {
        if (topic === "actions") begun.push(from);
        return read.call(stage.log, topic, partition, from);
      };
      const first = await stage.dispatch(new Answering());
      await first.stop();
      await stage.dispatch(new Answering());
      await expect.poll(() => begun.length).toBe(2);
      const [from, again] = begun as [{ storedAt: number }, { storedAt: number }];
      expect(from.storedAt).toBeGreaterThan((Date.now() - 1.1 * HOUR) * 1_000);
      expect(from.storedAt).toBeLessThan(Date.now() * 1_000);
      expect(again).toEqual(from);
    });

    test("a channel stays its dispatcher's while what is under way at its stop comes to its end", async () => {
      await stage.person("u:ada");
      let answer = (_attempt: Attempt): void => {};
      const adapter = new Answering(() => new Promise<Attempt>((resolve) => (answer = resolve)), false);
      const id = await stage.message("u:ada");
      const first = await stage.dispatch(adapter, {}, { leaseTtlMs: 250 });
      await stage.until(id, "sending");
      const second = await stage.dispatch(new Answering(), {}, { leaseTtlMs: 250 });
      const stopped = first.stop();
      await sleep(700);
      expect(second.channels).toEqual([]);
      answer(SENT);
      await stopped;
      expect(await stage.until(id)).toMatchObject({ state: "sent" });
    });

    test("of two dispatchers one has the channel, and the other when that one has gone", async () => {
      await stage.person("u:ada");
      const adapters = [new Answering(), new Answering()] as const;
      const first = await stage.dispatch(adapters[0]);
      const second = await stage.dispatch(adapters[1]);
      await stage.until(await stage.message("u:ada"));
      expect([first.channels, second.channels]).toEqual([["email"], []]);
      await first.stop();
      await expect.poll(() => second.channels).toEqual(["email"]);
      await stage.until(await stage.message("u:ada", { time: stage.now + 1 }));
      expect(adapters.map(({ given }) => given.length)).toEqual([1, 1]);
    });
  });
});

/** Lets time pass until the message has ended. */
async function movingUntil(message: string): Promise<void> {
  const moving = setInterval(() => (stage.now += 100), 5);
  try {
    await stage.until(message);
  } finally {
    clearInterval(moving);
  }
}
