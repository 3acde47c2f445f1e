import { afterEach, describe, expect, it } from "vitest";
import type { Decision } from "../../../src/domain/decision.js";
import { CONTEXT_GROUP, loadAllStatistics } from "../../../src/worker/statistics.js";
import { identify, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** One offer in two wordings: what people click is what the next ones read. */
const OFFER = anActionFile(
  "offer",
  `
class: promotional
value: 10
trigger: { occasion: event, of: [Quote Asked] }
treatments:
  - { id: plain, channel: email, copy: [{ title: Our offer, body: Have a look. }] }
  - { id: warm, channel: email, copy: [{ title: For you, body: We made you an offer. }] }
`,
);
const policies = (gamma: string) =>
  `arbitration: { exploration: { gamma: ${gamma} }, leavingCost: 0, priorStrength: 5 }\n`;

let shop: TestShop;
afterEach(() => shop.close());

const open = async (gamma: string) => {
  shop = await openStoryShop({
    now: "2026-03-02T10:00:00Z",
    files: { "policies.yaml": policies(gamma), "actions/offer.yaml": OFFER },
  });
};

/** So many new people ask, and every message in the clicked wording is clicked. */
async function ask(group: string, people: number, clicked: string): Promise<Decision[]> {
  const names = Array.from({ length: people }, (_, n) => `${group}-${n}`);
  await shop.takeAll(
    names.flatMap((who) => [
      identify(who, { email: `${who}@example.com`, consent: { email: true } }),
      track(who, "Quote Asked"),
    ]),
  );
  const own = <T extends { person: string }>(all: readonly T[]) =>
    all.filter(({ person }) => person.startsWith(`u:${group}-`));
  const messages = own(await shop.messages());
  await shop.advance("10 min");
  await shop.takeAll(
    messages
      .filter(({ treatment }) => treatment === clicked)
      .map(({ id, person }) => track(person, "Email Link Clicked", { message_id: id, channel: "email" })),
  );
  return own(await shop.decisions());
}

const snapshotOf = (bytes: Uint8Array = new Uint8Array()) =>
  JSON.parse(Buffer.from(bytes).toString()) as { version: string };
const winners = (decisions: readonly Decision[]) => new Set(decisions.map(({ winner }) => winner));

describe("what people click", () => {
  it("is what the next ones get, once the population has been refreshed", async () => {
    await open("off");
    const before = await ask("early", 40, "warm");
    expect(before).toHaveLength(40);
    expect(winners(before)).toEqual(new Set(["offer/plain"]));
    expect(new Set(before.map(({ population }) => population))).toEqual(new Set([""]));

    await shop.refreshPopulation();
    const first = await ask("second", 40, "warm");
    expect(winners(first)).toEqual(new Set(["offer/warm"]));
    const [{ population, candidates } = {} as Decision] = first;
    expect(population).not.toBe("");
    const [plain, warm] = candidates;
    expect(plain?.model).not.toBe("prior");
    expect(plain?.p).toBeLessThan(0.02);
    expect(warm?.p).toBeGreaterThan(plain?.p ?? 1);

    await shop.refreshPopulation();
    const second = await ask("third", 10, "");
    expect(winners(second)).toEqual(new Set(["offer/warm"]));
    expect(second[0]?.candidates[1]?.p).toBeGreaterThan(0.5);
    expect(second[0]?.candidates[0]?.p).toBeLessThan(0.2);
    // Every decision names the snapshot that it was made under, which is in force in all partitions.
    const { log, state } = shop;
    const stored = await Promise.all([0, 1, 2, 3].map((partition) => state.loadStatistics(partition)));
    const versions = stored.map((groups) => snapshotOf(groups.get(CONTEXT_GROUP)).version);
    expect(new Set(second.map((decision) => decision.population))).toEqual(new Set(versions));
    expect(versions).not.toContain(population);
    const statistics = await loadAllStatistics(state, log.partitions);
    expect(statistics.get("arms/offer")?.get("warm.sent")).toBe(50);
    expect(statistics.get("arms/offer")?.get("warm.positive")).toBe(40);
    expect(await shop.verifyReplay()).toMatchObject({ equal: true, differences: [] });
  });

  it("makes a new snapshot once: a second refresh without news appends nothing", async () => {
    await open("off");
    await ask("early", 20, "plain");
    const records = async () =>
      (await Promise.all([0, 1, 2, 3].map((partition) => shop.log.bounds("events", partition)))).map(
        ({ last }) => last,
      );
    const before = await records();
    await shop.refreshPopulation();
    const after = await records();
    expect(after).toEqual(before.map((last) => last + 1));
    await shop.refreshPopulation();
    expect(await records()).toEqual(after);
    // Time alone is no news either.
    await shop.advance("1 day");
    await shop.refreshPopulation();
    expect(await records()).toEqual(after);
  });
});

describe("exploration", () => {
  it("draws with exactly the probabilities that it writes down, and replay draws the same", async () => {
    await open("3");
    await ask("early", 60, "warm");
    await shop.refreshPopulation();
    const decisions = await ask("late", 400, "");
    expect(decisions).toHaveLength(400);
    const drawn = new Map<string, number>();
    const expected = new Map<string, number>();
    const spread = new Map<string, number>();
    const add = (to: Map<string, number>, key: string, by: number) => to.set(key, (to.get(key) ?? 0) + by);
    for (const { candidates, winner = "", selectionProbability, silenceProbability, mode } of decisions) {
      const all = new Map(candidates.map((one) => [`${one.action}/${one.treatment}`, one.probability]));
      all.set("", silenceProbability);
      expect([...all.values()].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      for (const p of all.values()) expect(p).toBeGreaterThan(0);
      expect(selectionProbability).toBe(all.get(winner));
      const likeliest = [...all].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
      expect(mode).toBe(winner === likeliest ? "best" : "explore");
      expect(likeliest).toBe("offer/warm");
      add(drawn, winner, 1);
      for (const [key, p] of all) {
        add(expected, key, p);
        add(spread, key, p * (1 - p));
      }
    }
    expect([...drawn.keys()].sort()).toEqual(["", "offer/plain", "offer/warm"]);
    for (const [key, mean] of expected) {
      expect(Math.abs((drawn.get(key) ?? 0) - mean)).toBeLessThan(4 * Math.sqrt(spread.get(key) ?? 0));
    }
    expect(await shop.verifyReplay()).toMatchObject({ equal: true });
  });

  it("is chance to nobody who has the log: the same people under the same context draw the same", async () => {
    await open("3");
    const decisions = await ask("once", 30, "");
    const choices = decisions.map(({ person, winner }) => [person, winner]).sort();
    await shop.close();
    await open("3");
    expect((await ask("once", 30, "")).map(({ person, winner }) => [person, winner]).sort()).toEqual(choices);
    expect(new Set(choices.map(([, winner]) => winner)).size).toBeGreaterThan(1);
  });
});
