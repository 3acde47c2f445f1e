import { afterEach, describe, expect, it } from "vitest";
import { findScene } from "../../../src/app/find-scene.js";
import type { Message } from "../../../src/domain/message.js";
import { explain } from "../../../src/explain/index.js";
import { ModelStore } from "../../../src/models/recommender/store.js";
import { personToken } from "../../../src/domain/person.js";
import { saltedOwner } from "../../../src/models/recommender/owners.js";
import { identify, product, track, type Who } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";
import { type Knowledge, modelOf } from "../../harness/recommend-shop.js";

/** A person's next event changes the next recommendation: in messages, with the record, in replay. */

const NOW = "2026-03-02T10:00:00Z";
const GOODS = {
  "shoe-1": { title: "Runner", category: "shoes", price: 80 },
  "shoe-2": { title: "Walker", category: "shoes", price: 70 },
  "shoe-3": { title: "Climber", category: "shoes", price: 90 },
  "sock-1": { title: "Wool socks", category: "socks", price: 9 },
  "lamp-1": { title: "Desk lamp", category: "light", price: 40 },
  "lamp-2": { title: "Floor lamp", category: "light", price: 60 },
  "lamp-3": { title: "Night lamp", category: "light", price: 20 },
};
const BANNER = anActionFile(
  "banner",
  `
class: education
trigger: { occasion: slot-requested, of: [home] }
value: 1
treatments:
  - id: for-you
    channel: onsite
    slot: home
    recommend: { scenario: for-you, n: 3, minimum: 2 }
    copy: [{ title: For you, body: "{{ recommended.names }}" }, { title: For you, body: Have a look. }]
`,
);
const FILES = {
  "attune.yaml": "channels:\n  onsite: { cap: { count: 20, window: 1 day } }\n",
  "actions/banner.yaml": BANNER,
};

/** Who likes one thing of a kind likes the others: the first number of a vector says shoes, the second light. */
const KNOWS: Knowledge = {
  factors: {
    "shoe-1": [1, 0, 0.1],
    "shoe-2": [0.9, 0, 0.2],
    "shoe-3": [0.8, 0, 0.3],
    "sock-1": [0.7, 0, 0],
    "lamp-1": [0, 1, 0.1],
    "lamp-2": [0, 0.9, 0.2],
    "lamp-3": [0, 0.8, 0.3],
  },
};

describe("what is recommended", () => {
  let shop: TestShop;
  afterEach(() => shop.close());

  async function open(files: Readonly<Record<string, string>> = {}): Promise<void> {
    shop = await openStoryShop({ now: NOW, files: { ...FILES, ...files } });
  }

  const visitor = { anonymousId: "phone-1" };

  /** What the page shows in its slot now. */
  async function shown(who: Who): Promise<Message | undefined> {
    const before = (await shop.messages()).length;
    await shop.advance("1 min");
    await shop.take(track(who, "Slot Requested", { slot: "home" }));
    return (await shop.messages())[before];
  }
  const idsOf = (message: Message | undefined) => message?.recommendations?.map(({ id }) => id) ?? [];

  it("is nothing where there is no catalogue: then the treatment isn't said", async () => {
    await open();
    await shop.viewed(visitor, "shoe-1");
    expect(await shown(visitor)).toBeUndefined();
    const [decision] = (await shop.decisions()).slice(-1);
    expect(decision?.candidates[0]?.code).toBe("recommendation.too-few");
    expect((await shop.verifyReplay()).equal).toBe(true);
  });

  it("changes with an anonymous visitor's first click", async () => {
    await open();
    await shop.declare(GOODS);
    await shop.promote(modelOf(KNOWS), "first");
    await shop.refreshServing();
    const stranger = idsOf(await shown(visitor));
    expect(stranger).toHaveLength(3);

    await shop.viewed(visitor, "lamp-1");
    const after = await shown(visitor);
    expect(idsOf(after).toSorted().slice(0, 2)).toEqual(["lamp-2", "lamp-3"]);
    expect(after?.recommendations?.[0]).toMatchObject({ reason: "because-viewed", because: ["lamp-1"] });
    expect(after?.copy.body).toMatch(/lamp/);
    expect(after?.recommender).toBe("first@7");

    // And with every further one.
    for (const item of ["shoe-1", "shoe-1", "shoe-2"]) await shop.viewed(visitor, item);
    expect(idsOf(await shown(visitor))[0]).toMatch(/^(?:shoe|sock)/);
    expect(await shop.verifyReplay()).toMatchObject({ equal: true, unserved: [] });
  });

  it("is not again what was bought", async () => {
    await open();
    await shop.declare(GOODS);
    await shop.promote(modelOf(KNOWS), "first");
    await shop.refreshServing();
    await shop.viewed("ann", "lamp-1");
    expect(idsOf(await shown("ann"))).toContain("lamp-2");
    await shop.bought("ann", "o-1", ["lamp-2"]);
    expect(idsOf(await shown("ann"))).not.toContain("lamp-2");
  });

  it("comes from a promoted model without a restart, and is the same again in replay", async () => {
    await open();
    await shop.declare(GOODS);
    await shop.promote(modelOf(KNOWS), "first");
    await shop.refreshServing();
    await shop.viewed("ann", "lamp-1");
    const before = await shown("ann");
    expect(before?.recommender).toBe("first@7");

    // Another season: who likes the desk lamp now likes shoes.
    const { factors } = KNOWS;
    await shop.promote(modelOf({ factors: { ...factors, "lamp-1": factors["shoe-1"] as number[] } }), "second");
    await shop.refreshServing();
    const after = await shown("ann");
    expect(after?.recommender).toBe("second@7");
    expect(idsOf(after)).not.toEqual(idsOf(before));
    expect(idsOf(after)[0]).toMatch(/^shoe/);

    // A new item is in the next pin.
    await shop.declare({ "shoe-9": { title: "New one", category: "shoes", price: 80 } });
    await shop.refreshServing();
    expect((await shown("ann"))?.recommender).toBe("second@8");

    const named = (await shop.decisions("u:ann")).map(({ recommender }) => recommender);
    expect(named).toEqual(["first@7", "second@7", "second@8"]);
    expect(await shop.verifyReplay()).toMatchObject({ equal: true, differences: [], unserved: [] });
  });

  it("is in force again after a restart", async () => {
    await open();
    await shop.declare(GOODS);
    await shop.promote(modelOf(KNOWS), "first");
    await shop.refreshServing();
    await shop.viewed("ann", "lamp-1");
    const before = await shown("ann");
    await shop.open();
    expect(idsOf(await shown("ann"))).toEqual(idsOf(before));
  });

  it("stays what it was where a model can't be had", async () => {
    await open();
    await shop.declare(GOODS);
    await shop.promote(modelOf(KNOWS), "first");
    await shop.refreshServing();
    await shop.viewed("ann", "lamp-1");
    const before = await shown("ann");
    await shop.pin({ model: "nowhere", catalogue: 7 });
    expect(idsOf(await shown("ann"))).toEqual(idsOf(before));
    expect(shop.alarms.map(({ code }) => code)).toContain("ATTUNE_MODEL_UNAVAILABLE");
    expect(await shop.verifyReplay()).toMatchObject({ equal: true });
  });

  it("is what is popular with everybody for somebody of whom nothing is known", async () => {
    await open();
    await shop.declare(GOODS);
    for (const who of ["ben", "cid", "dot"]) await shop.viewed(who, "lamp-3");
    await shop.bought("ben", "o-1", ["lamp-3", "sock-1"]);
    const popularity = await shop.refreshPopularity();
    expect(popularity?.overall.map(([id]) => id)).toEqual(["lamp-3", "sock-1"]);
    await shop.refreshServing();
    expect(idsOf(await shown(visitor)).slice(0, 2)).toEqual(["lamp-3", "sock-1"]);
    // The journal keeps every record: it grows with what is new, now and then, or at once where much has changed.
    const written = async () => {
      await shop.refreshPopularity();
      return (await shop.log.bounds("items", 0)).last;
    };
    const last = await written();
    await shop.viewed("eve", "lamp-1");
    expect(await written()).toBe(last);
    await shop.advance("3 h");
    await shop.viewed("eve", "lamp-2");
    expect(await written()).toBe(last + 1);
    await shop.advance("1 min");
    for (let i = 0; i < 20; i++) await shop.viewed("fay", "shoe-3");
    expect(await written()).toBe(last + 2);
    expect((await shop.verifyReplay()).equal).toBe(true);
  });

  it("is liked by the person's own segment", async () => {
    const fallback = { "recommendations.yaml": "popularity: { segments: [fans] }\n" };
    const action = BANNER.replace("scenario: for-you", "scenario: segment-favourites");
    const segments = "segments: [{ id: fans, when: person.known }]\n";
    await open({ ...fallback, "segments.yaml": segments, "actions/banner.yaml": action });
    await shop.declare(GOODS);
    for (const device of ["d1", "d2", "d3"]) await shop.viewed({ anonymousId: device }, "shoe-3");
    for (const who of ["ben", "cid"]) await shop.viewed(who, "sock-1");
    expect((await shop.refreshPopularity())?.segments).toMatchObject({ fans: [["sock-1", expect.any(Number)]] });
    await shop.refreshServing();
    await shop.identified("ann");
    const message = await shown("ann");
    expect(message?.recommendations?.[0]).toMatchObject({ id: "sock-1", reason: "popular-in-segment" });
  });

  it("is made again by an explanation", async () => {
    await open();
    await shop.declare(GOODS);
    await shop.promote(modelOf(KNOWS), "first");
    await shop.refreshServing();
    await shop.viewed("ann", "lamp-1");
    await shown("ann");
    const [decision] = (await shop.decisions("u:ann")).slice(-1);
    if (decision === undefined) throw new Error("no decision");
    expect(decision.candidates[0]?.recommended).toMatchObject({ scenario: "for-you" });
    const scene = await findScene(shop.log, shop.context, decision, shop.sources());
    if (scene === undefined) throw new Error("no scene");
    expect(explain(scene, decision)).toMatchObject({ reproduced: true, sameConfiguration: true });
  });

  it("keeps nothing of an erased person", async () => {
    await open();
    await shop.declare(GOODS);
    const sessions = [
      ["lamp-1", "lamp-2"],
      ["lamp-1", "shoe-1"],
    ];
    const model = modelOf({ ...KNOWS, sessions });
    model.sessions.owners.set([saltedOwner("first", personToken("u:ann")), saltedOwner("first", personToken("u:ben"))]);
    await shop.promote(model, "first");
    await shop.refreshServing();
    for (const who of ["ann", "ben"]) await shop.viewed(who, "lamp-1");
    await shown("ann");
    const pins = async () => (await shop.log.bounds("events", 0)).last;
    const before = await pins();

    await shop.erase("u:ann");
    const { sessions: left } = await new ModelStore(shop.configuration.models).load("first");
    expect([left.owners.length, left.owners[0]]).toEqual([2, 0]);
    expect(left.items).toHaveLength(2);
    // Whoever serves the model takes it anew: a record in every partition's log says so.
    await shop.refreshServing();
    expect(await pins()).toBeGreaterThan(before);
    expect(await shop.records("u:ann")).toEqual([]);
    expect(await shop.messages("u:ann")).toEqual([]);
    expect(await shop.decisions("u:ann")).toEqual([]);
    const popularity = await shop.refreshPopularity();
    expect(JSON.stringify(popularity)).not.toContain("ann");
    await shop.take(identify("ann"));
    await shop.take(track("ben", "Product Viewed", product("lamp-2")));
    expect(idsOf(await shown("ann"))).toHaveLength(3);
  });
});
