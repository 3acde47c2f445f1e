/**
 * The guide, part 4: who is it?
 *
 * Visitors are anonymous first: their profile hangs on the `anonymousId` of a browser. When a call carries both an `anonymousId` and a
 * `userId`, Attune knows that the two are one person, and makes one profile of them.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("who is it?", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z" });
  });

  afterEach(() => shop.close());

  it("an anonymous visitor has a profile", async () => {
    await shop.viewed("a:browser-1", "lamp-3");
    expect(await shop.profile("a:browser-1")).toMatchObject({ activity: { views: 1 } });
  });

  it("logging in makes it part of the person's profile", async () => {
    await shop.viewed("a:browser-1", "lamp-3");
    await shop.identified({ userId: "ada", anonymousId: "browser-1" }, { firstName: "Ada" });
    expect(await shop.profile("u:ada")).toMatchObject({
      activity: { views: 1 },
      identity: { linked: ["a:browser-1"] },
    });
  });

  it("and what the browser still sends without the user id belongs to the person too", async () => {
    await shop.identified({ userId: "ada", anonymousId: "browser-1" });
    await shop.viewed("a:browser-1", "lamp-4");
    expect(await shop.profile("u:ada")).toMatchObject({ activity: { views: 1 } });
  });

  it("a second device adds up to the same person", async () => {
    await shop.viewed("a:browser-1", "lamp-3");
    await shop.viewed("a:phone-1", "lamp-4");
    await shop.identified({ userId: "ada", anonymousId: "browser-1" });
    await shop.identified({ userId: "ada", anonymousId: "phone-1" });
    expect(await shop.profile("u:ada")).toMatchObject({ activity: { views: 2 } });
    expect(await shop.total("people")).toBe(1);
  });

  it("forgetting the person forgets all of it", async () => {
    await shop.viewed("a:browser-1", "lamp-3");
    await shop.identified({ userId: "ada", anonymousId: "browser-1" });
    await shop.erase("u:ada");
    expect(await shop.profile("u:ada")).toBeUndefined();
    expect(await shop.profile("a:browser-1")).toBeUndefined();
    expect(await shop.total("people")).toBe(0);
  });
});
