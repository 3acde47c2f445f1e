/**
 * The guide, part 6: what to recommend.
 *
 * The shop says what it has; people's events say what they like. A model is trained on the log, promoted, and comes into force without a restart.
 * From then on the very next click changes what is recommended, and every item says why.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTopic } from "../../src/app/read-topic.js";
import { readLog } from "../../src/training/read/index.js";
import { defaultRecipe } from "../../src/training/recommender/recipe.js";
import { trainRecommender } from "../../src/training/recommender/train.js";
import { openStoryShop } from "../harness/open-story-shop.js";
import type { TestShop } from "../harness/open-test-shop.js";
import { track } from "../harness/calls.js";

const FILES = {
  "attune.yaml": "channels:\n  onsite: { cap: { count: 20, window: 1 day } }\n",
  "actions/home.yaml": `
action: home
issue: growth
group: taste
class: education
trigger: { occasion: slot-requested, of: [home] }
treatments:
  - id: for-you
    channel: onsite
    slot: home
    recommend: { scenario: for-you, n: 3, minimum: 3 }
    copy: [{ title: For you, body: "{{ recommended.names }}" }]
`,
};
const KINDS = ["tent", "lamp"];
const ids = (kind: string) => Array.from({ length: 6 }, (_, i) => `${kind}-${i + 1}`);

describe("a shop that recommends", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    // 1. The catalogue: a feed (attune items import), the API (PUT /v1/items/:id), or what product events carry.
    await shop.declare(Object.fromEntries(KINDS.flatMap(ids).map((id) => [id, { title: id, price: 40 }])));
    // 2. Events: some people like tents, others lamps. Nobody has told Attune what a tent is.
    for (const kind of KINDS)
      for (let person = 0; person < 8; person++) {
        for (const id of ids(kind).filter((_, i) => (i + person) % 3 !== 0))
          await shop.viewed(`${kind}-lover-${person}`, id);
      }
    // 3. attune train recommender --promote
    const records = (partition: number) => readTopic(shop.log, "events", partition);
    const { interactions } = await readLog({ log: shop.log, records });
    const { factors, ...recipe } = defaultRecipe();
    const model = await trainRecommender(
      interactions,
      { ...recipe, factors: { ...factors, dimension: 8 } },
      { threads: 1, seed: 1, version: "spring" },
    );
    await shop.promote(model, "spring");
    await shop.refreshServing();
  });

  afterEach(() => shop.close());

  /** What the home page shows a visitor now. */
  async function shown(anonymousId: string) {
    await shop.advance("1 min");
    const before = (await shop.messages()).length;
    await shop.take(track({ anonymousId }, "Slot Requested", { slot: "home" }));
    return (await shop.messages())[before]?.recommendations ?? [];
  }

  it("knows a stranger's taste from the first click, and follows when it changes", async () => {
    await shop.viewed({ anonymousId: "phone" }, "lamp-1");
    const first = await shown("phone");
    expect(first.map(({ id }) => id.slice(0, 4))).toEqual(["lamp", "lamp", "lamp"]);
    expect(first[0]).toMatchObject({ reason: "because-viewed", because: ["lamp-1"] });

    for (const id of ["tent-1", "tent-2"]) await shop.viewed({ anonymousId: "phone" }, id);
    expect((await shown("phone"))[0]?.id).toMatch(/^tent/);
  });

  it("shows the same again in a replay, and names the model and the catalogue in each decision", async () => {
    await shop.viewed({ anonymousId: "phone" }, "lamp-1");
    await shown("phone");
    expect((await shop.decisions())[0]?.recommender).toBe("spring@12");
    expect(await shop.verifyReplay()).toMatchObject({ equal: true, unserved: [] });
  });
});
