import { afterEach, beforeEach, expect, it } from "vitest";
import { anActionFile, openStoryShop } from "../../../test/harness/open-story-shop.js";
import { REACHABLE } from "../../../test/harness/calls.js";
import type { TestShop } from "../../../test/harness/open-test-shop.js";
import { buildEngineContext } from "../../config/index.js";
import { createEngine } from "../../engine/index.js";
import { appendItemChanges } from "../item-changes.js";
import type { FeedRow } from "./feeds/index.js";
import { importItems } from "./import-items.js";
import { CatalogueJournal } from "./journal.js";

const DROP = anActionFile(
  "cheaper",
  `
trigger: { occasion: price-drop, wait: 0 s }
value: 10
treatments:
  - id: mail
    channel: onsite
    copy: [{ title: Cheaper now, body: Have a look }]
`,
);

let shop: TestShop;
beforeEach(async () => {
  shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/cheaper.yaml": DROP } });
});
afterEach(() => shop.close());

it("a feed's new price reaches those who looked at the item, once", async () => {
  await shop.identified("ann", REACHABLE);
  await shop.viewed("ann", "shoe-1");
  await shop.viewed("ben", "shoe-2");
  const journal = await CatalogueJournal.open(shop.log);
  const engine = createEngine(buildEngineContext(shop.configuration));
  const bring = async (price: number) => {
    const now = shop.now.getTime();
    const imported = await importItems(journal, feed(price), {
      now,
      isComplete: false,
      isForced: false,
      tell: async (news) => void (await appendItemChanges(shop.log, shop.state, engine, news, { now })),
    });
    await shop.advance("1 s");
    return imported;
  };
  expect(await bring(40)).toMatchObject({ created: 2, news: 0 });
  expect(await shop.messages()).toEqual([]);
  expect(await bring(30)).toMatchObject({ changed: 2, news: 2 });
  expect((await shop.messages()).map(({ person, action }) => [person, action])).toContainEqual(["u:ann", "cheaper"]);
  const said = (await shop.messages()).length;
  expect(await bring(30)).toMatchObject({ unchanged: 2, news: 0 });
  expect((await shop.messages()).length).toBe(said);
  expect(await shop.dead()).toEqual([]);
});

async function* feed(price: number): AsyncGenerator<FeedRow> {
  for (const line of [1, 2]) yield { line, id: `shoe-${line}`, fields: { price } };
}
