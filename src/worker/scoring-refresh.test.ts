import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countingEngine } from "../../test/harness/counting-engine.js";
import { CountingShop } from "../../test/harness/open-counting-shop.js";
import { verifyReplay } from "../app/replay.js";
import { AttuneError } from "../domain/errors.js";
import { partitionOfPerson } from "../domain/person.js";
import {
  NO_SCORING,
  type ModelVersions,
  type ScoringPin,
  scoringPinName,
  type ScoringSource,
} from "../domain/scoring.js";
import { contextEntry } from "./effects.js";
import { CHECK_ROUNDS, refreshScoring, type Told } from "./scoring-refresh.js";
import { scoringOf } from "./statistics.js";

const NOW = Date.UTC(2026, 2, 2, 10);
const PARTITIONS = [0, 1];

const pinOf = (current: ModelVersions, shadow: ModelVersions = {}): ScoringPin => ({ current, shadow });

/** Versions beginning with "lost" can't be had; what it is asked stands in `calls`. */
class Versions implements ScoringSource {
  lost = /=lost/;
  readonly calls: string[] = [];

  resolve(pin: ScoringPin) {
    const name = scoringPinName(pin);
    this.calls.push(name);
    if (this.lost.test(name)) return Promise.reject(new AttuneError("ATTUNE_MODEL_INVALID", "its weights are damaged"));
    return Promise.resolve({ ...NO_SCORING, pin });
  }

  entered(pin: ScoringPin): void {
    this.calls.push(`${scoringPinName(pin)} entered`);
  }
}

describe("what scores", () => {
  let shop: CountingShop;
  let source: Versions;
  let wanted: ScoringPin;
  let calls = 0;
  beforeEach(async () => {
    [source, wanted] = [new Versions(), pinOf({ intent: "a" })];
    shop = await CountingShop.open(PARTITIONS.length, NOW, { scoring: source });
  });
  afterEach(() => shop.close());

  /** @param lost what the keeper can't have; left out: what the owners can't */
  async function refresh(told?: Told, lost = source.lost): Promise<Told> {
    const { log, state } = shop;
    const keeper = new Versions();
    keeper.lost = lost;
    const pins = { current: async () => wanted, prepare: async (pin: ScoringPin) => void (await keeper.resolve(pin)) };
    const now = await refreshScoring({ log, state, source: pins }, told);
    await shop.settle();
    return now;
  }

  async function tell(...pins: ScoringPin[]): Promise<void> {
    for (const scoring of pins) {
      const event = { type: "context", id: `pin-${++calls}`, time: NOW, hops: 0, scoring } as const;
      await shop.log.append(PARTITIONS.map((partition) => contextEntry(event, partition)));
    }
    await shop.settle();
  }

  const inForce = () =>
    Promise.all(PARTITIONS.map(async (partition) => scoringOf(await shop.state.loadStatistics(partition))));

  const records = async () =>
    (await Promise.all(PARTITIONS.map((partition) => shop.log.bounds("events", partition)))).map(({ last }) => last);

  const scoredBy = async (who: string): Promise<string | undefined> => {
    await shop.track(who, "Order Completed");
    return (await shop.words()).at(-1)?.split("scoring ")[1];
  };

  it("comes into force in every partition, and stays over a restart", async () => {
    wanted = pinOf({ intent: "a", propensity: "p" }, { intent: "b" });
    await refresh();
    expect(await inForce()).toEqual([wanted, wanted]);
    for (const who of ["ann", "ben", "cid"]) expect(await scoredBy(who)).toBe("intent=a,propensity=p;intent=b");
    await shop.restart();
    expect(await scoredBy("ann")).toBe("intent=a,propensity=p;intent=b");
  });

  it("is told once, and again when it has changed", async () => {
    let told = await refresh();
    const once = await records();
    told = await refresh(told);
    await refresh();
    expect(await records()).toEqual(once);
    wanted = pinOf({ intent: "a" }, { intent: "b" });
    told = await refresh(told);
    wanted = pinOf({ intent: "a" });
    await refresh(told);
    expect(await inForce()).toEqual([wanted, wanted]);
    expect(await records()).toEqual(once.map((last) => last + 2));
  });

  it("is nothing where nothing is promoted", async () => {
    wanted = pinOf({});
    await refresh();
    expect(await records()).toEqual([0, 0]);
  });

  it("is not told of a version that can't be had: that model keeps what it had, the others go on, in another process too", async () => {
    const told = await refresh();
    wanted = pinOf({ intent: "lost", propensity: "p" });
    const next = await refresh(told);
    expect(next.refused).toMatchObject([
      { code: "ATTUNE_MODEL_INVALID", message: "intent=lost can't score: its weights are damaged" },
    ]);
    const kept = pinOf({ intent: "a", propensity: "p" });
    expect(await inForce()).toEqual([kept, kept]);
    const then = await records();
    expect((await refresh()).refused).toHaveLength(1);
    expect(await records()).toEqual(then);
    source.lost = /never/;
    expect((await refresh(next)).refused).toEqual([]);
    expect(await inForce()).toEqual([wanted, wanted]);
  });

  it("stays what it was in a partition where the next can't be had, with an alarm; the rest of the pin counts", async () => {
    await refresh();
    await tell(pinOf({ intent: "lost", propensity: "p" }, { intent: "lost-too" }));
    const kept = pinOf({ intent: "a", propensity: "p" });
    expect(await inForce()).toEqual([kept, kept]);
    expect(await scoredBy("ann")).toBe("intent=a,propensity=p;");
    expect(shop.alarms.map(({ message }) => message).toSorted()).toEqual(
      [
        "intent=lost can't score: its weights are damaged",
        "intent=lost-too in the shadow can't score: its weights are damaged",
      ]
        .flatMap((message) => [message, message])
        .toSorted(),
    );
    expect((await shop.log.bounds("dead")).count).toBe(0);
  });

  it("that has gone when the partition is taken over comes back once it is there again", async () => {
    await refresh();
    source.lost = /=a/;
    await shop.restart();
    expect(shop.alarms.map(({ code }) => code)).toEqual(["ATTUNE_MODEL_INVALID", "ATTUNE_MODEL_INVALID"]);
    for (const who of ["ann", "ben", "cid"]) expect(await scoredBy(who)).toBe(";");
    source.lost = /never/;
    await refresh();
    for (const who of ["ann", "ben", "cid"]) expect(await scoredBy(who)).toBe("intent=a;");
  });

  it("that has gone in a takeover is in force again once it is back, and the log says what was meanwhile", async () => {
    let told = await refresh();
    source.lost = /=a/;
    await shop.restart();
    for (let i = 0; i < 3; i++) {
      told = await refresh(i === 0 ? undefined : told);
      expect(told.refused).toHaveLength(1);
    }
    for (const who of ["ann", "ben", "cid"]) expect(await scoredBy(who)).toBe(";");
    source.lost = /never/;
    told = await refresh(told);
    expect(told.refused).toEqual([]);
    for (const who of ["ann", "ben", "cid"]) expect(await scoredBy(who)).toBe("intent=a;");
    const report = await verifyReplay(shop.log, shop.state, countingEngine, { scoring: source });
    expect(report).toMatchObject({ equal: true, unserved: [] });
  });

  it("comes into force where only one process could not have it, once it can, with one alarm until then", async () => {
    let told = await refresh();
    [wanted, source.lost] = [pinOf({ intent: "b" }), /=b/];
    const rounds = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) told = await refresh(told, /never/);
    };
    await rounds(1 + 3 * CHECK_ROUNDS);
    expect(await inForce()).toEqual([pinOf({ intent: "a" }), pinOf({ intent: "a" })]);
    expect(shop.alarms).toHaveLength(PARTITIONS.length);
    source.lost = /never/;
    await rounds(CHECK_ROUNDS);
    expect(await inForce()).toEqual([wanted, wanted]);
    const then = await records();
    await rounds(2 * CHECK_ROUNDS);
    expect(await records()).toEqual(then);
  });

  it("comes into force again where a process whose turn is over told something else meanwhile", async () => {
    let told = await refresh();
    await tell(pinOf({ intent: "z" }));
    for (let i = 0; i < CHECK_ROUNDS; i++) told = await refresh(told);
    expect(await inForce()).toEqual([wanted, wanted]);
  });

  it("is looked for when it comes into force and not before, however many come at once", async () => {
    const partition = partitionOfPerson("u:ann", PARTITIONS.length);
    const append = async (scoring: ScoringPin) => {
      const event = { type: "context", id: `pin-${++calls}`, time: NOW, hops: 0, scoring } as const;
      await shop.log.append([contextEntry(event, partition)]);
    };
    await append(pinOf({ intent: "a" }));
    await shop.append("ann", "Order Completed");
    await append(pinOf({ intent: "b", propensity: "p" }));
    await append(pinOf({ intent: "c", propensity: "q" }));
    await append(pinOf({ intent: "lost", propensity: "r" }));
    await shop.append("ann", "Order Completed");
    await append(pinOf({ propensity: "lost" }));
    await shop.append("ann", "Order Completed");
    await shop.settle();
    const words = (await shop.words()).map((each) => each.split("scoring ")[1]);
    expect(words).toEqual(["intent=a;", "intent=c,propensity=r;", "propensity=r;"]);
    expect(source.calls.filter((call) => !call.includes("entered"))).toEqual([
      "intent=a;",
      "intent=b;",
      "propensity=p;",
      "intent=c;",
      "propensity=q;",
      "intent=lost;",
      "propensity=r;",
      "propensity=lost;",
    ]);
    expect(source.calls.at(-1)).toBe("propensity=r; entered");
  });

  it("is the same again in a replay, which names what it can't have", async () => {
    await scoredBy("ann");
    await refresh();
    await scoredBy("ann");
    await tell(pinOf({ intent: "lost" }));
    await scoredBy("ben");
    const report = await verifyReplay(shop.log, shop.state, countingEngine, { scoring: source });
    expect(report).toMatchObject({ equal: true, differences: [] });
    expect(report.unserved).toEqual(["intent=lost can't score: its weights are damaged"]);
  });
});
