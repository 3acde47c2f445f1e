import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LINKS, openTestApi, type TestApi } from "../../test/harness/open-test-api.js";
import { type PersonKey, partitionOfPerson } from "../domain/person.js";
import { parseEvent } from "../domain/wire/index.js";
import { type Claim, LinkSigner } from "../links/index.js";

const signer = new LinkSigner(LINKS);
const target = "https://shop.example.com/cart?a=1&b=2";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

/** Another one in each test. */
let person: PersonKey = "u:0";
let CLICK: Claim;
let OPEN: Claim;
beforeEach(() => {
  person = `u:${Number(person.slice(2)) + 1}`;
  CLICK = { purpose: "click", person, channel: "email", message: "m-1", target };
  OPEN = { purpose: "open", person, channel: "email", message: "m-1" };
});

const follow = (claim: Claim, how: { method?: "GET" | "HEAD"; headers?: Record<string, string> } = {}) =>
  api.app.inject({ method: how.method ?? "GET", url: pathOf(claim), headers: how.headers ?? {} });
const pathOf = (claim: Claim): string => new URL(signer.url(claim)).pathname;

/** What the log holds of a person: names and properties. */
async function told(of: PersonKey = person) {
  const { log } = api.shop;
  const reader = await log.read("events", partitionOfPerson(of, log.partitions), { seq: 1 });
  const records = reader.take(100);
  await reader.close();
  return records.flatMap(({ payload, storedAt, internal }) => {
    const parsed = parseEvent(payload, { storedAtMs: Math.floor(storedAt / 1_000), internal });
    if (!parsed.ok || parsed.event.type !== "track") return [];
    const { name, properties, person: who, time } = parsed.event;
    return who === of ? [{ name, properties: { ...properties }, time }] : [];
  });
}

describe("a counted link", () => {
  it("leads on to where it was signed to, and is told of the person", async () => {
    const { statusCode, headers, body } = await follow(CLICK);
    expect({ statusCode, body, location: headers["location"] }).toEqual({
      statusCode: 302,
      body: "",
      location: target,
    });
    expect(headers["cache-control"]).toContain("no-store");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(await told()).toEqual([
      {
        name: "Email Link Clicked",
        properties: { message_id: "m-1", channel: "email", method: "GET", link: target },
        time: api.shop.now.getTime(),
      },
    ]);
  });

  it("on a notification is its tap, of a visitor nobody knows too", async () => {
    await follow({ ...CLICK, person: "a:device", channel: "push" });
    expect(await told("a:device")).toMatchObject([{ name: "Push Notification Tapped" }]);
  });

  it("says where only its head was asked for, and nothing where it was fetched ahead", async () => {
    for (const header of [{ "sec-purpose": "prefetch;prerender" }, { purpose: "prefetch" }, { "x-moz": "prefetch" }])
      expect((await follow(CLICK, { headers: header })).statusCode).toBe(302);
    expect(await told()).toEqual([]);
    expect((await follow(CLICK, { method: "HEAD" })).statusCode).toBe(302);
    expect(await told()).toMatchObject([{ properties: { method: "HEAD" } }]);
  });

  it("followed again at once counts once, and later again", async () => {
    for (let i = 0; i < 5; i++) await follow(CLICK);
    await follow({ ...CLICK, target: "https://shop.example.com/other" });
    expect(await told()).toHaveLength(2);
    await api.shop.advance("1 min");
    await follow(CLICK);
    expect(await told()).toHaveLength(3);
  });

  it("leads on though the log is away", async () => {
    const append = api.shop.log.append.bind(api.shop.log);
    api.shop.log.append = () => Promise.reject(new Error("away"));
    expect((await follow(CLICK)).statusCode).toBe(302);
    api.shop.log.append = () => new Promise(() => undefined);
    expect((await follow({ ...CLICK, message: "m-2" })).statusCode).toBe(302);
    api.shop.log.append = append;
  });

  it.each([
    ["that is none of ours", () => "/c/v1.k1.AAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA"],
    ["of another purpose", () => `/c/${signer.sign({ ...CLICK, purpose: "open" })}`],
    ["to nowhere", () => `/c/${signer.sign({ purpose: "click", person, message: "m-1" })}`],
    ["in the clear", () => `/c/${signer.sign({ ...CLICK, target: "http://shop.example.com/" })}`],
    ["to a script", () => `/c/${signer.sign({ ...CLICK, target: "javascript:alert(1)" })}`],
    ["cut off", () => pathOf(CLICK).slice(0, -1)],
  ])("%s is refused and told to nobody", async (_, path) => {
    const { statusCode, headers } = await api.app.inject(path());
    expect(statusCode).toBe(404);
    expect(headers["location"]).toBeUndefined();
    expect(await told()).toEqual([]);
  });

  it("may be as long as an address may be", async () => {
    const long = `https://shop.example.com/?q=${"a".repeat(1_900)}`;
    expect((await follow({ ...CLICK, target: long })).headers["location"]).toBe(long);
  });
});

describe("the picture of an e-mail", () => {
  it("says that it was opened", async () => {
    const { statusCode, headers, rawPayload } = await follow(OPEN);
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toBe("image/gif");
    expect(rawPayload.subarray(0, 6).toString("latin1")).toBe("GIF89a");
    expect(await told()).toMatchObject([{ name: "Email Opened", properties: { message_id: "m-1", method: "GET" } }]);
  });

  it("is the same picture whatever the token is worth", async () => {
    const good = await follow(OPEN);
    const bad = await api.app.inject("/o/v1.k1.AAAA.AAAAAAAAAAAAAAAAAAAAAA.gif");
    expect([bad.statusCode, bad.rawPayload.equals(good.rawPayload)]).toEqual([200, true]);
    expect(await told()).toHaveLength(1);
  });
});
