import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countingEngine } from "../../test/harness/counting-engine.js";
import { CountingShop } from "../../test/harness/open-counting-shop.js";
import { verifyReplay } from "../app/replay.js";
import { AttuneError } from "../domain/errors.js";
import { partitionOfPerson } from "../domain/person.js";
import { NO_RECOMMENDER } from "../domain/recommendation.js";
import { pinName, type ServingPin, type ServingSource } from "../domain/serving.js";
import { contextEntry } from "./effects.js";
import { type Present, refreshServing } from "./serving-refresh.js";
import { servingOf } from "./statistics.js";

const NOW = Date.UTC(2026, 2, 2, 10);
const PARTITIONS = [0, 1];

let listener: { resolve(name: string): void; entered(name: string): void } = { resolve: () => {}, entered: () => {} };

/** Recommenders that have nothing but a name; pins of the model "lost" can't be had. */
const source: ServingSource = {
  entered: (pin) => listener.entered(pinName(pin)),
  resolve(pin) {
    listener.resolve(pinName(pin));
    if (pin.model === "lost") return Promise.reject(new AttuneError("ATTUNE_MODEL_UNAVAILABLE", "no such version"));
    return Promise.resolve({ ...NO_RECOMMENDER, version: pinName(pin) });
  },
};

describe("what recommendations are made of", () => {
  let shop: CountingShop;
  let pin: ServingPin;
  let revision: number;
  let prepared: string[];
  beforeEach(async () => {
    listener = { resolve: () => {}, entered: () => {} };
    [pin, revision, prepared] = [{ model: "a", catalogue: 3 }, 0, []];
    shop = await CountingShop.open(PARTITIONS.length, NOW, { serving: source });
  });
  afterEach(() => shop.close());

  async function refresh(told?: Present): Promise<Present> {
    const { log, state } = shop;
    const pins = {
      current: async () => ({ pin, revision }),
      prepare: async (one: ServingPin) => void prepared.push(pinName(one)),
    };
    const present = await refreshServing({ log, state, source: pins }, told);
    await shop.settle();
    return present;
  }

  async function inForce(): Promise<(ServingPin | undefined)[]> {
    return Promise.all(PARTITIONS.map(async (partition) => servingOf(await shop.state.loadStatistics(partition))));
  }

  const records = async () =>
    (await Promise.all(PARTITIONS.map((partition) => shop.log.bounds("events", partition)))).map(({ last }) => last);

  const ordered = async (who: string): Promise<string | undefined> => {
    await shop.track(who, "Order Completed");
    return (await shop.words()).at(-1);
  };

  it("comes into force in every partition, made ready before, and stays over a restart", async () => {
    expect(await inForce()).toEqual([undefined, undefined]);
    await refresh();
    expect(prepared).toEqual(["a@3"]);
    expect(await inForce()).toEqual([pin, pin]);
    for (const who of ["ann", "ben", "cid"]) expect(await ordered(who)).toContain("serving a@3");
    await shop.restart();
    expect(await ordered("ann")).toContain("serving a@3");
  });

  it("is told once, and again when it has changed or its files have", async () => {
    let told = await refresh();
    const once = await records();
    told = await refresh(told);
    await refresh();
    expect(await records()).toEqual(once);
    revision = 1;
    told = await refresh(told);
    expect(await records()).toEqual(once.map((last) => last + 1));
    pin = { model: "b", catalogue: 4 };
    await refresh(told);
    pin = { model: "a", catalogue: 3 };
    await refresh();
    expect(await inForce()).toEqual([pin, pin]);
    expect(await records()).toEqual(once.map((last) => last + 3));
  });

  it("is nothing where nothing is promoted and the catalogue is empty", async () => {
    pin = { model: "", catalogue: 0 };
    await refresh();
    expect(await records()).toEqual([0, 0]);
  });

  it("stays what it was where the next can't be had, with an alarm", async () => {
    await refresh();
    const event = {
      type: "context",
      id: "lost",
      time: NOW,
      hops: 0,
      serving: { model: "lost", catalogue: 9 },
    } as const;
    await shop.log.append(PARTITIONS.map((partition) => contextEntry(event, partition)));
    await shop.settle();
    expect(await inForce()).toEqual([pin, pin]);
    expect(await ordered("ann")).toContain("serving a@3");
    expect(shop.alarms).toMatchObject(
      PARTITIONS.map((partition) => ({ code: "ATTUNE_MODEL_UNAVAILABLE", partition, message: /lost@9/ })).map(
        ({ message, ...rest }) => ({ ...rest, message: expect.stringMatching(message) as unknown }),
      ),
    );
    expect((await shop.log.bounds("dead")).count).toBe(0);
  });

  it("can't be had when the partition is taken over: an alarm, and nothing is recommended", async () => {
    pin = { model: "lost", catalogue: 1 };
    await refresh();
    expect(await inForce()).toEqual([undefined, undefined]);
    expect(await ordered("ann")).toBe("We are on it. ");
  });

  it("is found when it comes into force, each in its turn, in one batch too", async () => {
    const calls: string[] = [];
    listener = { resolve: (name) => calls.push(name), entered: (name) => calls.push(`${name} entered`) };
    const who = "ann";
    const event = (model: string, id: string) =>
      ({ type: "context", id, time: NOW, hops: 0, serving: { model, catalogue: 1 } }) as const;
    const partition = partitionOfPerson(`u:${who}`, PARTITIONS.length);
    for (const [i, model] of ["a", "b", "a", "c", "lost", "lost"].entries()) {
      await shop.log.append([contextEntry(event(model, `pin-${i}`), partition)]);
      if (i !== 3) await shop.append(who, "Order Completed");
    }
    await shop.settle();
    expect(calls).toEqual([
      "a@1",
      "a@1 entered",
      "b@1",
      "b@1 entered",
      "a@1",
      "a@1 entered",
      "lost@1",
      "c@1",
      "c@1 entered",
      "lost@1",
    ]);
    const served = (await shop.words()).map((words) => words.split("serving ")[1]);
    expect(served).toEqual(["a@1", "b@1", "a@1", "c@1", "c@1"]);
    expect((await shop.log.bounds("dead")).count).toBe(0);
  });

  it("comes back by a roll-back that meets a partition which hasn't heard of what is rolled back", async () => {
    const told = await refresh();
    pin = { model: "b", catalogue: 4 };
    const { log, state } = shop;
    const source = { current: async () => ({ pin, revision }), prepare: async () => {} };
    const later = await refreshServing({ log, state, source }, told);
    pin = { model: "a", catalogue: 3 };
    await refreshServing({ log, state, source }, later);
    await shop.settle();
    expect(await inForce()).toEqual([pin, pin]);
    // Another process, which has told nobody of anything, meets the same.
    pin = { model: "b", catalogue: 4 };
    await refreshServing({ log, state, source }, told);
    pin = { model: "a", catalogue: 3 };
    await refreshServing({ log, state, source });
    await shop.settle();
    expect(await inForce()).toEqual([pin, pin]);
  });

  it("is the same again in a replay, which names what it can't have", async () => {
    await ordered("ann");
    await refresh();
    await ordered("ann");
    pin = { model: "lost", catalogue: 9 };
    await refresh();
    await ordered("ben");
    const options = { serving: source };
    const report = await verifyReplay(shop.log, shop.state, countingEngine, options);
    expect(report).toMatchObject({ equal: true, differences: [] });
    expect(report.unserved).toEqual(["lost@9 can't be served: no such version"]);
  });
});
