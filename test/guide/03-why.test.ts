/**
 * The guide, part 3: why?
 *
 * Every choice leaves a decision record: which candidates there were, where each of them ended and why, and the numbers of the winner.
 * `attune tail decisions` shows them as they are made.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("why did she get this, and why did he get nothing?", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z" });
  });

  afterEach(() => shop.close());

  it("shows every candidate with the stage at which it ended", async () => {
    await shop.identified("ada", { email: "ada@example.com", firstName: "Ada", consent: { email: true } });
    await shop.added("ada", "lamp-3");
    await shop.advance("45 min");

    const [decision] = await shop.decisions("u:ada");
    const ends = Object.fromEntries(
      decision?.candidates.map(({ treatment, stage, code }) => [treatment, `${stage}: ${code}`]) ?? [],
    );
    // She never agreed to push messages. Of the two that may be used, one is the channel that people like her answer best.
    expect(ends["cart-push"]).toBe("consent: consent.unknown");
    expect(Object.values(ends).sort()).toEqual([
      "arbitration: channel.other",
      "consent: consent.unknown",
      "emitted: ok.chosen",
    ]);
  });

  it("shows the numbers: priority = propensity x context x value x levers", async () => {
    await shop.identified("ada", { email: "ada@example.com", consent: { email: true } });
    await shop.added("ada", "lamp-3");
    await shop.advance("45 min");

    const [decision] = await shop.decisions("u:ada");
    for (const { p, c, v, l, priority } of decision?.candidates ?? []) expect(priority).toBeCloseTo(p * c * v * l, 10);
    const winner = decision?.candidates.find((candidate) => candidate.stage === "emitted");
    expect(decision?.winner).toBe(`${winner?.action}/${winner?.treatment}`);
    expect(decision?.runnerUp).toBeDefined();
  });

  it("records silence as well", async () => {
    // He told us no address and agreed to nothing, and refused to be spoken to on the site.
    await shop.identified("bob", { consent: { onsite: false } });
    await shop.added("bob", "lamp-3");
    await shop.advance("45 min");

    const [decision] = await shop.decisions("u:bob");
    expect(decision).toMatchObject({ outcome: "silence", reason: "silence.no-candidate" });
    expect(decision?.winner).toBeUndefined();
    expect(new Set(decision?.candidates.map((candidate) => candidate.stage))).toEqual(new Set(["consent"]));
  });

  it("names the configuration that decided", async () => {
    await shop.identified("ada", { email: "ada@example.com", consent: { email: true } });
    await shop.bought("ada", "o-1", ["lamp-3"]);
    const [decision] = await shop.decisions("u:ada");
    expect(decision?.contextVersion).toMatch(/^\S+$/);
  });
});
