import { afterEach, describe, expect, it } from "vitest";
import { rfmScoresOf, type RfmQuintiles } from "../../../src/domain/rfm.js";
import { LIFECYCLES } from "../../../src/domain/policy.js";
import type { Activity } from "../../../src/domain/profile.js";
import { anonymousPerson, knownPerson, type PersonKey } from "../../../src/domain/person.js";
import { DAY } from "../../../src/domain/time.js";
import { CONTEXT_GROUP, loadAllStatistics } from "../../../src/worker/statistics.js";
import { order, product, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** Where customers stand: by what they do, by time alone, and among all others. */
const START = "2026-03-02T10:00:00Z";
let shop: TestShop;
afterEach(() => shop.close());

const moves = (occasion: string) =>
  anActionFile(
    occasion === "segment-entered" ? "entered" : "left",
    `
class: service
trigger: { occasion: ${occasion} }
treatments: [{ id: frame, channel: webhook, copy: [{ title: "{{ moment.subject }}", body: b }] }]
`,
  );
const MOVES = {
  "actions/entered.yaml": moves("segment-entered"),
  "actions/left.yaml": moves("segment-left"),
};

/** Entering (+) and leaving (-) as occasions that were decided, with the days since the story began. */
async function movesOf(person: PersonKey): Promise<(readonly [move: string, day: number])[]> {
  const began = Date.parse(START);
  return (await shop.decisions(person)).map(
    ({ occasion, subject, time }) =>
      [`${occasion === "segment-entered" ? "+" : "-"}${subject}`, (time - began) / DAY] as const,
  );
}

const standingOf = async (person: PersonKey) =>
  (await shop.profile(person))?.["standing"] as { lifecycle: string; segments: { segment: string }[] };
const segmentsOf = async (person: PersonKey) => (await standingOf(person)).segments.map(({ segment }) => segment);

describe("a customer's life", () => {
  const STAGES = `segments:\n${LIFECYCLES.map((stage) => `  - { id: ${stage}, when: standing.lifecycle == "${stage}" }\n`).join("")}`;

  it("goes from stranger to loyal by what they do, and on to lost by time alone, each step an occasion", async () => {
    shop = await openStoryShop({ now: START, files: { ...MOVES, "segments.yaml": STAGES } });
    const who = anonymousPerson("phone");
    await shop.viewed(who, "shoe-1");
    expect((await standingOf(who)).lifecycle).toBe("stranger");
    await shop.advance("1 day");
    await shop.added(who, "shoe-1");
    for (const [day, id] of ["o-1", "o-2", "o-3"].entries()) {
      await shop.advance(`${day + 1} days`);
      await shop.bought(who, id, ["shoe-1"]);
    }
    // Nobody says a word from here on.
    await shop.advance("400 days");
    const bought = 1 + 1 + 2 + 3;
    expect(await movesOf(who)).toEqual([
      ["+stranger", 0],
      ["-stranger", 1],
      ["+prospect", 1],
      ["-prospect", 2],
      ["+first-time", 2],
      ["-first-time", 4],
      ["+active", 4],
      ["-active", bought],
      ["+loyal", bought],
      ["-loyal", bought + 60],
      ["+lapsing", bought + 60],
      ["-lapsing", bought + 180],
      ["+lapsed", bought + 180],
      ["-lapsed", bought + 365],
      ["+lost", bought + 365],
    ]);
    // An order brings back who was lost.
    await shop.bought(who, "o-4", ["shoe-2"]);
    expect((await standingOf(who)).lifecycle).toBe("loyal");
    const statistics = await loadAllStatistics(shop.state, shop.log.partitions);
    expect(Object.fromEntries(statistics.get("lifecycle") ?? [])).toEqual({ loyal: 1 });
    expect(await shop.verifyReplay()).toMatchObject({ equal: true });
  });

  it("ends the same for a prospect who never bought", async () => {
    shop = await openStoryShop({ now: START, files: { ...MOVES, "segments.yaml": STAGES } });
    await shop.identified("ann");
    await shop.advance("400 days");
    expect(await movesOf(knownPerson("ann"))).toEqual([
      ["+prospect", 0],
      ["-prospect", 180],
      ["+lapsed", 180],
      ["-lapsed", 365],
      ["+lost", 365],
    ]);
  });
});

describe("RFM", () => {
  const SEGMENTS = `
segments:
  - { id: champions, when: rfm.recency >= 4 && rfm.frequency == 5 && rfm.monetary == 5 }
  - { id: hibernating, when: rfm.recency == 1 && rfm.frequency > 0 }
`;
  const PEOPLE = 60;
  const nameOf = (n: number) => `customer-${n}`;
  const ordersOf = (n: number) => 1 + (n % 5);

  /** Twelve weeks of five new customers each, who order once to five times on their day. */
  async function trade(): Promise<void> {
    for (let week = 0; week < 12; week++) {
      const people = Array.from({ length: 5 }, (_, k) => week * 5 + k);
      await shop.takeAll(
        people.flatMap((n) =>
          Array.from({ length: ordersOf(n) }, (_, k) => order(nameOf(n), `o-${n}-${k}`, ["shoe-1", "shirt-1"])),
        ),
      );
      await shop.advance("7 days");
    }
  }

  it("scores customers by the quintiles of all of them, once there are fifty and a refresh", async () => {
    shop = await openStoryShop({ now: START, files: { ...MOVES, "segments.yaml": SEGMENTS } });
    await trade();
    // By the bounds of the configuration nobody orders often: five orders are no more than eight.
    const statistics = async () => (await loadAllStatistics(shop.state, shop.log.partitions)).get("segments");
    expect((await statistics())?.get("champions")).toBeUndefined();

    await shop.refreshPopulation();
    const bytes = (await shop.state.loadStatistics(0)).get(CONTEXT_GROUP) ?? new Uint8Array();
    const { rfm } = JSON.parse(Buffer.from(bytes).toString()) as { rfm: RfmQuintiles & { people: number } };
    expect(rfm.people).toBe(PEOPLE);
    expect(rfm.frequency).toEqual([1, 2, 3, 4]);
    const scores = new Map<number, { recency: number; frequency: number; monetary: number }>();
    for (let n = 0; n < PEOPLE; n++) {
      const profile = await shop.profile(knownPerson(nameOf(n)));
      scores.set(n, rfmScoresOf(profile?.["activity"] as unknown as Activity, shop.now.getTime(), rfm));
    }
    for (const [n, { frequency, monetary }] of scores)
      expect([frequency, monetary]).toEqual([ordersOf(n), ordersOf(n)]);
    for (const part of ["recency", "frequency", "monetary"] as const) {
      for (let fifth = 1; fifth <= 5; fifth++) {
        const within = [...scores.values()].filter((each) => each[part] === fifth).length;
        // Recency is known by the week, of five customers each.
        expect(Math.abs(within - PEOPLE / 5)).toBeLessThanOrEqual(part === "recency" ? 5 : 0);
      }
    }

    // What drifts is looked at once a day: who is one now is told so without an event of their own.
    await shop.advance("1 day");
    const champions = [...scores.keys()].filter(
      (n) => scores.get(n)?.frequency === 5 && (scores.get(n)?.recency ?? 0) >= 4,
    );
    expect(champions.length).toBeGreaterThan(2);
    for (const n of champions.slice(-2)) expect(await segmentsOf(knownPerson(nameOf(n)))).toEqual(["champions"]);
    expect((await statistics())?.get("champions")).toBeGreaterThanOrEqual(2);
    const [first] = [...scores.keys()];
    expect(scores.get(first ?? -1)?.recency).toBe(1);
    expect(await shop.verifyReplay()).toMatchObject({ equal: true });
  });

  it("keeps to the bounds of the configuration where there are fewer", async () => {
    shop = await openStoryShop({ now: START, files: { ...MOVES, "segments.yaml": SEGMENTS } });
    await shop.takeAll(Array.from({ length: 49 }, (_, n) => order(nameOf(n), `o-${n}`, ["shoe-1"])));
    await shop.refreshPopulation();
    const bytes = (await shop.state.loadStatistics(0)).get(CONTEXT_GROUP) ?? new Uint8Array();
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ rfm: null });
  });
});

describe("segments with a hold, and personas", () => {
  const FILES = {
    ...MOVES,
    "segments.yaml": `
segments:
  - { id: shopping, when: cart.count > 0.0, hold: 3 days }
personas:
  - { id: parent, when: "'toy' in viewed.categories" }
  - { id: runner, when: "'shoe' in viewed.categories" }
`,
  };
  const ann = knownPerson("ann");

  it("stay for the hold after the condition ended, to the millisecond, and don't flap", async () => {
    shop = await openStoryShop({ now: START, files: FILES });
    await shop.added("ann", "lamp-1");
    await shop.advance("1 day");
    await shop.removed("ann", "lamp-1");
    await shop.advance("1 day");
    await shop.added("ann", "lamp-2");
    await shop.advance("1 day");
    await shop.removed("ann", "lamp-2");
    expect(await movesOf(ann)).toEqual([["+shopping", 0]]);
    await shop.advanceTo(Date.parse(START) + 6 * DAY - 1);
    expect(await segmentsOf(ann)).toEqual(["shopping"]);
    await shop.advance("1 ms");
    expect(await movesOf(ann)).toEqual([
      ["+shopping", 0],
      ["-shopping", 6],
    ]);
  });

  it("are one persona at most, the first in the file", async () => {
    shop = await openStoryShop({ now: START, files: FILES });
    await shop.take(track("ann", "Product Viewed", product("shoe-1")));
    expect(await segmentsOf(ann)).toEqual(["runner"]);
    await shop.advance("1 day");
    await shop.viewed("ann", "toy-1");
    expect(await segmentsOf(ann)).toEqual(["parent"]);
    expect(await movesOf(ann)).toEqual([
      ["+runner", 0],
      ["-runner", 1],
      ["+parent", 1],
    ]);
  });
});
