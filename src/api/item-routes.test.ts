import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anItem, openTestApi, type TestApi } from "../../test/harness/open-test-api.js";
import type { CatalogueEntry } from "../domain/item.js";
import { decodeEntry } from "../domain/wire/item.js";

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

/** What the catalogue's journal holds. */
async function journal(): Promise<CatalogueEntry[]> {
  const { log } = api.shop;
  const { count } = await log.bounds("items", 0);
  const reader = await log.read("items", 0, { seq: 1 });
  const entries: CatalogueEntry[] = [];
  while (entries.length < count) {
    await reader.wait(1_000);
    for (const { payload } of reader.take(100)) entries.push(decodeEntry(payload) as CatalogueEntry);
  }
  await reader.close();
  return entries;
}

describe("an item", () => {
  it("put is all there is to say, patched it keeps the rest, and deleted it is out", async () => {
    const put = { title: "Lamp", url: "https://shop.example/lamp", price: 40, publishedAt: "2026-03-01T00:00:00Z" };
    expect(await api.send("PUT", "/v1/items/lamp%2F1", put)).toMatchObject({
      status: 202,
      body: { success: true, id: "lamp/1", status: "created" },
    });
    await api.send("PATCH", "/v1/items/lamp%2F1", { price: null, inStock: false });
    await api.send("DELETE", "/v1/items/lamp%2F1");
    const [first, second, third] = await journal();
    expect(first).toMatchObject({
      kind: "item",
      id: "lamp/1",
      source: "declared",
      fields: { title: "Lamp", price: 40, publishedAt: Date.parse("2026-03-01") },
    });
    expect(second).toMatchObject({ kind: "item", fields: { price: undefined, inStock: false } });
    expect(Object.keys((second as { fields: object }).fields).toSorted()).toEqual(["inStock", "price"]);
    expect(third).toMatchObject({ kind: "removed", id: "lamp/1" });
  });

  it("is shown as it is served", async () => {
    api.items = [anItem("tent", { price: 260, tags: ["camping"], expiresAt: Date.parse("2027-01-01") })];
    expect((await api.get("/v1/items/tent")).body).toEqual({
      id: "tent",
      type: "product",
      title: "The tent",
      url: "/p/tent",
      image: "",
      category: "",
      brand: "",
      group: "",
      colour: "",
      price: 260,
      inStock: true,
      tags: ["camping"],
      expiresAt: "2027-01-01T00:00:00.000Z",
    });
    expect(await api.get("/v1/items/boat")).toMatchObject({ status: 404, body: { code: "ATTUNE_API_ITEM" } });
  });

  it.each([
    [{ titel: "Lamp" }, /no parameter "titel"/],
    [{ price: "40" }, /price must be number/],
    [{ price: -1 }, /price must be >= 0/],
    [{ url: "javascript:alert(1)" }, /url must match/],
    [{ url: "//other.example/lamp" }, /url is no http/],
    [{ publishedAt: "2026-02-31T00:00:00Z" }, /publishedAt is no ISO 8601 time that exists/],
    [{ tags: Array.from({ length: 9 }, (_, i) => `t${i}`) }, /tags must NOT have more than 8/],
  ])("is refused with its mistake: %j", async (body, message) => {
    expect(await api.send("PUT", "/v1/items/lamp", body)).toMatchObject({
      status: 400,
      body: { code: "ATTUNE_API_PARAMETER", message: expect.stringMatching(message) as string },
    });
    expect(await journal()).toEqual([]);
  });
});

describe("several items", () => {
  it("are each taken for itself", async () => {
    const items = [
      { id: "a", title: "A" },
      { id: "b", change: "patch", price: 3 },
      { id: "c", change: "delete" },
      { id: "d", price: "cheap" },
      { title: "nameless" },
      "nonsense",
    ];
    const { status, body } = await api.send("POST", "/v1/items", { items });
    expect(status).toBe(200);
    expect(body).toMatchObject({ created: 2, changed: 0, unchanged: 1, removed: 0, rejected: 3 });
    expect(body["results"]).toMatchObject([
      { index: 0, id: "a", status: "accepted" },
      { status: "accepted" },
      { status: "accepted" },
      { index: 3, id: "d", status: "rejected", code: "ATTUNE_API_PARAMETER", message: "price must be number" },
      { status: "rejected", message: "must have required property 'id'" },
      { status: "rejected", message: "must be object" },
    ]);
    expect((await journal()).map(({ kind }) => kind)).toEqual(["item", "item"]);
  });

  it("are a list of 1 to 500", async () => {
    for (const items of [[], Array.from({ length: 501 }, (_, i) => ({ id: `i${i}` })), { id: "a" }]) {
      expect(await api.send("POST", "/v1/items", { items })).toMatchObject({
        status: 400,
        body: { code: "ATTUNE_API_PARAMETER" },
      });
    }
  });
});
