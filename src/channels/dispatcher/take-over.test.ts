import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MONDAY } from "../../../test/harness/engine-context.js";
import { SERVERS_MISSING, WHY_SKIPPED } from "../../../test/faults/need-servers.js";
import { deliverySettings, DeliveryStage } from "../../../test/harness/open-delivery.js";
import { BACKENDS } from "../../../test/harness/server-pair.js";
import { personToken } from "../../domain/person.js";
import { HOUR } from "../../domain/time.js";
import type { Attempt, ChannelAdapter } from "../../ports/channel.js";
import { Renderer } from "../render/index.js";
import type { DeliverySettings } from "../settings.js";
import { ChannelDispatch } from "./channel-dispatch.js";
import { ChannelLost } from "./delivery-book.js";
import { Endpoint } from "./endpoint.js";
import { deliveryTotals, forgetDeliveries, recordOf } from "./visit.js";

/** Two owners of one channel, turn by turn: what a lease that ran out leads to. */

let stage: DeliveryStage;
afterEach(() => stage.close());

/** Answers when the test says so. */
class Waiting implements ChannelAdapter {
  readonly channel = "email";
  readonly endpoint = "test";
  readonly isIdempotent: boolean;
  readonly given: string[] = [];
  answer: (attempt: Attempt) => void = () => {};

  constructor(isIdempotent: boolean) {
    this.isIdempotent = isIdempotent;
  }

  deliver({ message }: { readonly message: { readonly id: string } }): Promise<Attempt> {
    this.given.push(message.id);
    return new Promise((resolve) => (this.answer = resolve));
  }

  async ping(): Promise<void> {}
  async close(): Promise<void> {}
}

function owner(name: string, adapter: ChannelAdapter, more: Partial<DeliverySettings> = {}) {
  const { log, state, store, suppressions, engine } = stage;
  const settings = deliverySettings("email", more);
  return ChannelDispatch.open(
    {
      ...{ log, state, store, suppressions, engine, settings },
      partitions: log.partitions,
      renderer: new Renderer({ layouts: [], links: undefined, tracking: { opens: false, clicks: false } }),
      most: 100,
      endpoint: new Endpoint(adapter, settings),
      now: () => stage.now,
      random: () => 0,
      logger: pino({ level: "silent" }),
    },
    name,
  );
}

/** Until there is nothing to do but wait for an answer. */
async function turns(one: { turn(waitMs: number): Promise<boolean> }): Promise<void> {
  for (let idle = 0; idle < 3; ) idle = (await one.turn(40)) ? 0 : idle + 1;
}

const SENT: Attempt = { outcome: "sent", providerId: "p1" };

describe.each(BACKENDS)("%s", (backend) => {
  const isMissing = backend === "servers" && SERVERS_MISSING;
  describe.skipIf(isMissing)(`deliveries${isMissing ? WHY_SKIPPED : ""}`, () => {
    beforeEach(async () => {
      stage = await DeliveryStage.open(backend);
      await stage.person("u:ada");
    });

    test("what was being sent is tried again by the next owner where the provider takes it once; the old one's answer counts no more", async () => {
      const [before, after] = [new Waiting(true), new Waiting(true)];
      const id = await stage.message("u:ada");
      const first = await owner("first", before);
      await turns(first);
      expect((await stage.until(id, "sending")).attempts).toBe(1);
      const second = await owner("second", after);
      await turns(second);
      expect([before.given, after.given]).toEqual([[id], [id]]);
      before.answer({ outcome: "rejected", code: "http.400" });
      await first.stop();
      after.answer(SENT);
      await second.stop();
      expect(await stage.until(id)).toMatchObject({ state: "sent", attempts: 2 });
      expect(await stage.told()).toEqual([]);
    });

    test("what was being sent ends in doubt where the provider would take it twice", async () => {
      const [before, after] = [new Waiting(false), new Waiting(false)];
      const id = await stage.message("u:ada");
      const first = await owner("first", before);
      await turns(first);
      const second = await owner("second", after);
      await turns(second);
      expect(await stage.until(id)).toMatchObject({ state: "unknown", code: "sending.interrupted" });
      before.answer(SENT);
      await first.stop();
      expect(await stage.until(id)).toMatchObject({ state: "unknown" });
      await second.stop();
      expect(after.given).toEqual([]);
      expect(await stage.told()).toMatchObject([{ outcome: "unknown" }]);
    });

    test("an owner that was replaced writes nothing any more", async () => {
      const [before, after] = [new Waiting(true), new Waiting(true)];
      const first = await owner("first", before);
      const second = await owner("second", after);
      const id = await stage.message("u:ada");
      await expect(turns(first)).rejects.toThrow(ChannelLost);
      await turns(second);
      expect(await stage.until(id, "sending")).toMatchObject({ attempts: 1 });
      after.answer(SENT);
      await second.stop();
      expect([before.given, after.given]).toEqual([[], [id]]);
      await first.abandon().catch(() => undefined);
    });

    test("a visitor doesn't end the owner: who is forgotten while being written to leaves nothing", async () => {
      await stage.person("u:grace");
      const adapter = new Waiting(true);
      const ada = await stage.message("u:ada");
      const one = await owner("one", adapter);
      await turns(one);
      await stage.until(ada, "sending");
      await forgetDeliveries(stage.store, personToken("u:ada"));
      adapter.answer(SENT);
      const grace = await stage.message("u:grace", { time: stage.now + 1 });
      await turns(one);
      await stage.until(grace, "sending");
      adapter.answer(SENT);
      await one.stop();
      expect((await deliveryTotals(stage.store)).get("email")).toMatchObject({
        sent: 1,
        sending: 0,
        reserved: 0,
        queued: 0,
      });
    });

    test("what the owner stores while a visitor looks around is not overwritten", async () => {
      await stage.person("u:grace");
      const adapter = new Waiting(true);
      const ada = await stage.message("u:ada");
      const one = await owner("one", adapter);
      await turns(one);
      adapter.answer(SENT);
      const grace = await stage.message("u:grace");
      const { store } = stage;
      while ((await recordOf(store, grace))?.state !== "sending") await one.turn(5);
      const { loadTotals } = store;
      store.loadTotals = async (partition) => {
        const totals = await loadTotals.call(store, partition);
        store.loadTotals = loadTotals;
        adapter.answer(SENT);
        while ((await recordOf(store, grace))?.state !== "sent") await one.turn(5);
        return totals;
      };
      await forgetDeliveries(store, personToken("u:ada"));
      expect(await recordOf(store, ada)).toBeUndefined();
      expect((await deliveryTotals(store)).get("email")).toMatchObject({ sent: 1, sending: 0 });
      await one.stop();
    });

    test("a message that its check let pass is checked again where the owner stood still before it could hand it over", async () => {
      const adapter = new Waiting(true);
      const id = await stage.message("u:ada");
      const { store } = stage;
      const { commit } = store;
      store.commit = async (one) => {
        const result = await commit.call(store, one);
        const [record] = one.profiles.values();
        if (record instanceof Uint8Array && Buffer.from(record).includes("sending") && stage.now < MONDAY + HOUR) {
          stage.now += HOUR;
          await stage.person("u:ada", { name: "Ada" });
        }
        return result;
      };
      const one = await owner("one", adapter);
      await turns(one);
      expect(await stage.until(id)).toMatchObject({ state: "suppressed", code: "channel.no-address", attempts: 0 });
      expect(adapter.given).toEqual([]);
      await one.stop();
    });

    test("events that were stored and not told are told by the next owner", async () => {
      const adapter = new Waiting(true);
      const id = await stage.message("u:ada", { expiresAt: stage.now - 1 });
      const { append } = stage.log;
      stage.log.append = () => Promise.reject(new Error("the log is away"));
      const first = await owner("first", adapter);
      await expect(turns(first)).rejects.toThrow("the log is away");
      expect(await stage.until(id)).toMatchObject({ state: "expired" });
      stage.log.append = append;
      const second = await owner("second", adapter);
      await turns(second);
      expect(await stage.told()).toMatchObject([{ id: `delivery/${id}/expired`, outcome: "expired" }]);
      await second.stop();
      await first.abandon().catch(() => undefined);
      expect(await stage.store.outbox(0)).toEqual([]);
    });
  });
});
