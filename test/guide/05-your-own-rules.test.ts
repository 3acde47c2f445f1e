/**
 * The guide, part 5: rules of your own.
 *
 * A configuration is a folder of YAML. This one has a segment, an action for those who enter it, a cap by the calendar, and a rule that
 * says whom it is good for. Conditions are CEL over the profile; config/README.md lists what they can ask.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findScene } from "../../src/app/find-scene.js";
import { explain } from "../../src/explain/index.js";
import { openStoryShop } from "../harness/open-story-shop.js";
import type { TestShop } from "../harness/open-test-shop.js";

const FILES = {
  "segments.yaml": `
segments:
  - id: shoe-lovers
    when: interests.categories["shoe"] > 0.6 && activity.views >= 3
`,
  "policies.yaml": `
arbitration: { exploration: { gamma: off }, leavingCost: 0 }
contact:
  caps:
    - { id: one-a-day, classes: [promotional], count: 1, per: day }
engagement:
  - { id: not-on-sundays, stage: suitability, for: { class: promotional }, when: moment.weekday < 7, say: a day of rest }
`,
  "actions/welcome-shoe-lovers.yaml": `
action: welcome-shoe-lovers
issue: growth
group: taste
class: promotional
topic: shoes
trigger: { occasion: segment-entered, of: [shoe-lovers] }
value: 4
treatments:
  - id: banner
    channel: onsite
    copy:
      - { title: "{{ item.name }} and friends", body: Made for people who love shoes. }
      - { title: For people who love shoes, body: Have a look around., generic: true }
`,
};

describe("a shop with rules of its own", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
  });

  afterEach(() => shop.close());

  const looksAtShoes = async (who: string) => {
    for (const item of ["shoe-1", "shoe-2", "shoe-3"]) await shop.viewed(who, item);
  };

  it("speaks at the very event that brings somebody into the segment", async () => {
    await looksAtShoes("ann");
    expect(await shop.profile("u:ann")).toMatchObject({ standing: { segments: [{ segment: "shoe-lovers" }] } });
    expect((await shop.messages("u:ann")).map((message) => message.action)).toEqual(["welcome-shoe-lovers"]);
    expect((await shop.decisions("u:ann"))[0]?.caps).toContainEqual({ cap: "one-a-day", used: 0, limit: 1 });
  });

  it("says nothing on a Sunday, and can tell what would have changed that", async () => {
    await shop.advanceTo(Date.parse("2026-03-08T10:00:00Z"));
    await looksAtShoes("bob");
    expect(await shop.messages("u:bob")).toEqual([]);
    const [decision] = await shop.decisions("u:bob");
    if (decision === undefined) throw new Error("nothing was decided");
    expect(decision.candidates).toMatchObject([{ stage: "suitability", code: "suitability.rule" }]);

    const scene = await findScene(shop.log, shop.context, decision);
    if (scene === undefined) throw new Error("the log holds no such decision");
    const { flip } = explain(scene, decision);
    expect(flip?.winner).toBe("welcome-shoe-lovers/banner");
    expect(flip?.changes.map((change) => change.text)).toEqual(["the rule not-on-sundays held"]);
  });
});
