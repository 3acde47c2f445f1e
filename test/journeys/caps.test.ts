import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { REACHABLE } from "../harness/calls.js";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("contact policy", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z", channels: ["email"] });
    await shop.identified("finn", REACHABLE);
  });

  afterEach(() => shop.close());

  it("sends three e-mails in seven days and not one more", async () => {
    for (let day = 0; day < 6; day++) {
      await shop.added("finn", `shoe-${day}`);
      await shop.advance("25 h");
    }
    expect(await shop.messages("u:finn")).toHaveLength(3);
    const refused = (await shop.decisions("u:finn")).filter((decision) => decision.outcome === "silence");
    expect(refused).toHaveLength(3);
    for (const { candidates } of refused)
      expect(candidates).toMatchObject([{ stage: "contact-policy", code: "contact.cap" }]);
  });

  it("has room again when the window has moved on", async () => {
    for (let day = 0; day < 3; day++) {
      await shop.added("finn", `shoe-${day}`);
      await shop.advance("25 h");
    }
    await shop.advance("7 days");
    await shop.added("finn", "shoe-9");
    await shop.advance("1 h");
    expect(await shop.messages("u:finn")).toHaveLength(4);
  });

  it("keeps the action's cool-down", async () => {
    await shop.added("finn", "shoe-1");
    await shop.advance("1 h");
    await shop.added("finn", "shoe-2");
    await shop.advance("1 h");
    expect(await shop.messages("u:finn")).toHaveLength(1);
    expect((await shop.decisions("u:finn")).at(-1)?.candidates).toMatchObject([{ code: "contact.cool-down" }]);
  });

  it("never goes over the cap when two profiles with messages of their own become one", async () => {
    await shop.identified("a:phone", REACHABLE);
    for (const item of ["shoe-1", "shoe-2"]) {
      await shop.added("finn", item);
      await shop.added("a:phone", item);
      await shop.advance("25 h");
    }
    expect(await shop.messages()).toHaveLength(4);
    await shop.identified({ userId: "finn", anonymousId: "phone" });
    await shop.added("finn", "shoe-3");
    await shop.advance("1 h");
    expect((await shop.decisions("u:finn")).at(-1)?.candidates).toMatchObject([{ code: "contact.cap" }]);
    expect(await shop.messages()).toHaveLength(4);
  });
});
