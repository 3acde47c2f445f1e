import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anActionFile, openStoryShop } from "../../test/harness/open-story-shop.js";
import type { TestShop } from "../../test/harness/open-test-shop.js";
import { buildEngineContext } from "../config/index.js";
import type { PersonKey } from "../domain/person.js";
import { DAY } from "../domain/time.js";
import { createEngine } from "../engine/index.js";
import { backfillAsOf, backfillSegments, reviewEntry } from "./segment-backfill.js";
import { countSegments, pictureOf } from "./segment-counts.js";

const NOW = "2026-03-02T10:00:00Z";
const SEGMENTS = `
segments:
  - { id: buyers, when: "orders.count > 0.0" }
  - { id: recent-buyers, when: "orders.daysSinceLast < 30.0" }
`;

const WELCOME = anActionFile(
  "welcome",
  `
trigger: { occasion: segment-entered, of: [customers], wait: 0 s }
value: 10
treatments:
  - id: mail
    channel: onsite
    copy: [{ title: Welcome, body: Good to have you }]
`,
);

describe("segments over all partitions", () => {
  let shop: TestShop;
  beforeEach(async () => {
    shop = await openStoryShop({ now: NOW, files: { "segments.yaml": SEGMENTS } });
    for (const [n, who] of ["ann", "ben", "cid", "dot", "eve"].entries()) {
      await shop.viewed(who, "shoe-1");
      for (let order = 0; order < n; order++) await shop.bought(who, `${who}-${order}`, ["shoe-1"]);
    }
  });
  afterEach(() => shop.close());

  const context = () => buildEngineContext(shop.configuration);
  const engine = () => createEngine(context());

  it("are counted live", async () => {
    const { segments, lifecycle } = await countSegments(shop.log, shop.state, context());
    expect(segments).toEqual({ buyers: 4, "recent-buyers": 4 });
    expect(Object.values(lifecycle).reduce((sum, count) => sum + count, 0)).toBe(5);
    await shop.erase("u:eve");
    expect((await countSegments(shop.log, shop.state, context())).segments).toEqual({ buyers: 3, "recent-buyers": 3 });
  });

  it("make a picture: funnel and RFM matrix", async () => {
    const picture = await pictureOf(shop.log, shop.state, engine(), context(), shop.now.getTime());
    expect(picture.funnel).toMatchObject({ customer: 4 });
    expect(picture.rfm).toMatchObject({ customers: 4, from: "configuration" });
    expect(picture.rfm.matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it("are evaluated by another definition without an event, and as of a past date", async () => {
    const base = context();
    const [buyers, recent] = base.segments;
    if (buyers === undefined || recent === undefined) throw new Error("two segments");
    const renamed = { ...base, segments: [{ ...buyers, id: "customers" }, recent] };
    const members: PersonKey[] = [];
    const time = shop.now.getTime();
    const onMember = (segment: string, person: PersonKey) => void (segment === "customers" && members.push(person));
    const found = await backfillSegments(shop.log, shop.state, engine(), renamed, { time, onMember });
    expect(found).toEqual({
      people: 5,
      differing: 4,
      segments: {
        customers: { stored: 0, members: 4, entered: 4, left: 0 },
        "recent-buyers": { stored: 4, members: 4, entered: 0, left: 0 },
        buyers: { stored: 4, members: 0, entered: 0, left: 4 },
      },
    });
    expect(members.sort()).toEqual(["u:ben", "u:cid", "u:dot", "u:eve"]);
    const then = await backfillSegments(shop.log, shop.state, engine(), base, {
      time: time + 40 * DAY,
      segments: ["recent-buyers"],
    });
    expect(then.segments).toEqual({ "recent-buyers": { stored: 4, members: 0, entered: 0, left: 4 } });
  });

  it("are evaluated as of a past date, of what the log says of it", async () => {
    const before = shop.now.getTime();
    await shop.advance("1 day");
    await shop.bought("ann", "late", ["shoe-1"]);
    const now = await backfillAsOf(shop.log, engine(), context(), { time: shop.now.getTime() });
    expect(now.segments["buyers"]?.members).toBe(5);
    const then = await backfillAsOf(shop.log, engine(), context(), { time: before });
    expect(then).toMatchObject({ people: 5, differing: 0, segments: { buyers: { members: 4 } } });
  });

  it("are brought up to date by a review that is asked for, and that is an occasion", async () => {
    const definition = "segments:\n  - { id: customers, when: 'orders.count > 0.0' }\n";
    const other = await openStoryShop({
      now: NOW,
      files: { "segments.yaml": definition, "actions/welcome.yaml": WELCOME },
    });
    await shop.open({ ...shop.configuration, engine: other.configuration.engine });
    await other.close();
    await shop.advance("1 h");
    expect(await shop.messages()).toEqual([]);
    const time = shop.now.getTime();
    const asked: PersonKey[] = [];
    const options = { time, onDifference: (person: PersonKey) => void asked.push(person) };
    await backfillSegments(shop.log, shop.state, engine(), context(), options);
    expect(asked.sort()).toEqual(["u:ben", "u:cid", "u:dot", "u:eve"]);
    await shop.log.append(asked.map((person) => reviewEntry(person, time, shop.log.partitions)));
    await shop.advance("1 s");
    expect((await countSegments(shop.log, shop.state, context())).segments).toEqual({ customers: 4 });
    expect((await shop.messages()).map(({ person }) => person).sort()).toEqual(asked);
    expect((await backfillSegments(shop.log, shop.state, engine(), context(), options)).differing).toBe(0);
  });
});
