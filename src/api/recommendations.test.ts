import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOW, shopOf, visitor } from "../../test/harness/recommend-shop.js";
import type { PersonKey } from "../domain/person.js";
import type { BuiltInScenario, Scenario } from "../domain/recommendation.js";
import { DEFAULT_SCENARIOS } from "../domain/scenarios.js";
import { Recommendations } from "./recommendations.js";
import type { RecommendationJson } from "./schemas/recommendation.js";
import { type ApiAnswer, openTestApi, PAGE, SERVER, type TestApi } from "../../test/harness/open-test-api.js";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

function ids({ body }: ApiAnswer): string[] {
  return (body["items"] as { id: string }[]).map(({ id }) => id);
}

describe("GET /v1/recommendations", () => {
  it("rests on the profile as it is, and says on which state of it", async () => {
    const before = await api.get("/v1/recommendations?userId=ada&n=2");
    expect(ids(before)).toEqual(["lamp-1", "lamp-2"]);
    expect(before.body["profile"]).toMatchObject({ found: false, time: null });
    await api.shop.viewed({ userId: "ada" }, "sofa-1");
    const after = await api.get("/v1/recommendations?userId=ada&n=2");
    expect(after.status).toBe(200);
    expect(after.headers["cache-control"]).toBe("no-store");
    expect(ids(after)[0]).toBe("sofa-2");
    expect(after.body).toMatchObject({
      scenario: "for-you",
      version: "test@5",
      answeredBy: ["for-you"],
      profile: { found: true, offset: expect.any(Number) as number, time: "2026-03-02T10:00:00.000Z" },
    });
    expect((after.body["items"] as object[])[0]).toMatchObject({
      title: "The sofa-2",
      url: "/p/sofa-2",
      price: 900,
      reason: "because-viewed",
      because: [{ id: "sofa-1", title: "The sofa-1", kind: "view", share: 1 }],
    });
  });

  it("works around an item without a person, with filters", async () => {
    const around = await api.get("/v1/recommendations?item=sofa-1&n=3&maxPrice=50&exclude=lamp-1");
    expect(ids(around)).toEqual(["lamp-2"]);
    expect(around.body["profile"]).toBeNull();
  });

  it("takes what the caller saw the person look at for the newest", async () => {
    await api.shop.viewed({ anonymousId: "phone" }, "lamp-1");
    const told = await api.get("/v1/recommendations?anonymousId=phone&recent=sofa-2&n=1");
    expect(ids(told)).toEqual(["sofa-1"]);
    expect(ids(await api.get("/v1/recommendations?recent=sofa-2&n=1"))).toEqual(["sofa-1"]);
  });

  it("follows a device to the person who logged in on it", async () => {
    await api.shop.viewed({ anonymousId: "tablet" }, "sofa-1");
    await api.shop.identified({ userId: "bea", anonymousId: "tablet" });
    const byDevice = await api.get("/v1/recommendations?anonymousId=tablet&n=1");
    expect(ids(byDevice)).toEqual(["sofa-2"]);
    expect(byDevice.body["profile"]).toMatchObject({ found: true });
  });

  it.each([
    ["n=0", /n must be >= 1/],
    ["n=101", /n must be <= 100/],
    ["n=ten", /n must be integer/],
    ["diversity=2", /diversity must be <= 1/],
    ["inStock=maybe", /inStock must be boolean/],
    ["minPrice=-1", /minPrice must be >= 0/],
    ["minPrice=5&maxPrice=4", /minPrice is above maxPrice/],
    ["colour=red", /no parameter "colour"/],
    ["userId=", /userId must NOT have fewer/],
    ["userId=a%00b", /userId must match pattern/],
    [`brand=${"x".repeat(201)}`, /brand.0 must NOT have more/],
    ["userId=ada&anonymousId=dev", /both given/],
    [Array.from({ length: 51 }, () => "recent=a").join("&"), /recent must NOT have more than 50/],
  ])("names what is wrong with ?%s", async (query, message) => {
    const answer = await api.get(`/v1/recommendations?${query}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { success: false, code: "ATTUNE_API_PARAMETER", message: expect.stringMatching(message) as string },
    });
  });

  it("knows its scenarios", async () => {
    expect(await api.get("/v1/recommendations?scenario=for-me")).toMatchObject({
      status: 404,
      body: { code: "ATTUNE_API_SCENARIO" },
    });
    const { scenarios } = (await api.get("/v1/scenarios")).body as { scenarios: { id: string }[] };
    expect(scenarios.map(({ id }) => id)).toContain("also-bought");
  });
});

describe("POST /v1/recommendations", () => {
  it("takes the query's fields", async () => {
    const answer = await api.send("POST", "/v1/recommendations", { item: ["sofa-1"], n: 1, exclude: ["lamp-1"] });
    expect(ids(answer)).toEqual(["sofa-2"]);
  });

  it("answers all frames of a page at once, an item in one of them only where it is asked to", async () => {
    const requests = [{ n: 2 }, { scenario: "similar", item: ["sofa-1"], n: 2 }, { scenario: "bestsellers", n: 2 }];
    const ask = (more: object) => api.send("POST", "/v1/recommendations", { requests, ...more });
    const framesOf = ({ body }: ApiAnswer) =>
      (body["results"] as Record<string, unknown>[]).map((each) => ids({ body: each } as ApiAnswer));
    expect(framesOf(await ask({}))).toEqual([
      ["lamp-1", "lamp-2"],
      ["sofa-2", "lamp-1"],
      ["lamp-1", "lamp-2"],
    ]);
    expect(framesOf(await ask({ distinct: true }))).toEqual([["lamp-1", "lamp-2"], ["sofa-2", "lamp-3"], ["sofa-1"]]);
  });

  it.each([
    [{ requests: [] }, /requests must NOT have fewer/],
    [{ requests: [{}], n: 3 }, /n stands beside requests/],
    [{ requests: [{ n: 0 }] }, /requests.0.n must be >= 1/],
    [{ n: "3" }, /n must be integer/],
    [[], /the body: must be object/],
  ])("names what is wrong with %j", async (body, message) => {
    expect(await api.send("POST", "/v1/recommendations", body)).toMatchObject({
      status: 400,
      body: { code: "ATTUNE_API_PARAMETER", message: expect.stringMatching(message) as string },
    });
  });

  it("keeps to the collector's rules for a body", async () => {
    expect(await api.send("POST", "/v1/recommendations", "{")).toMatchObject({
      status: 400,
      body: { code: "ATTUNE_EVENT_NOT_JSON" },
    });
    expect(await api.send("POST", "/v1/recommendations", "[".repeat(500))).toMatchObject({
      status: 400,
      body: { code: "ATTUNE_EVENT_TOO_DEEP" },
    });
    expect((await api.send("POST", "/v1/recommendations", "x".repeat(600_000))).status).toBe(413);
  });
});

describe("keys", () => {
  const codeOf = ({ status, body }: ApiAnswer) => [status, body["code"] ?? "answered"];

  it("a page's key reads for its anonymous visitors, from its own origins", async () => {
    expect(codeOf(await api.get("/v1/recommendations?anonymousId=dev", PAGE))).toEqual([200, "answered"]);
    expect(codeOf(await api.get("/v1/recommendations?anonymousId=dev&writeKey=page-key", {}))).toEqual([
      200,
      "answered",
    ]);
    const shop = await api.get("/v1/recommendations?item=lamp-1", { ...PAGE, origin: "https://shop.example" });
    expect(shop.headers["access-control-allow-origin"]).toBe("https://shop.example");
    const elsewhere = await api.get("/v1/recommendations?item=lamp-1", { ...PAGE, origin: "https://other.example" });
    expect(codeOf(elsewhere)).toEqual([403, "ATTUNE_ORIGIN"]);
  });

  it("only a server's key reads for a known person, and only one with the scope changes items", async () => {
    expect(codeOf(await api.get("/v1/recommendations?userId=ada", PAGE))).toEqual([403, "ATTUNE_API_SCOPE"]);
    expect(codeOf(await api.send("PUT", "/v1/items/x", {}, PAGE))).toEqual([403, "ATTUNE_API_SCOPE"]);
    const reader = { authorization: "Bearer reader-key" };
    expect(codeOf(await api.get("/v1/recommendations?userId=ada", reader))).toEqual([200, "answered"]);
    expect(codeOf(await api.send("PUT", "/v1/items/x", {}, reader))).toEqual([403, "ATTUNE_API_SCOPE"]);
    const basic = { authorization: `Basic ${Buffer.from("reader-key:").toString("base64")}` };
    expect(codeOf(await api.get("/v1/recommendations?userId=ada", basic))).toEqual([200, "answered"]);
  });

  it("missing, unknown, or a server's in the address, are refused before the body is read", async () => {
    const asked = "/v1/recommendations?anonymousId=dev";
    expect(codeOf(await api.get(asked, {}))).toEqual([401, "ATTUNE_API_KEY"]);
    expect(codeOf(await api.get(asked, { authorization: "Bearer other" }))).toEqual([401, "ATTUNE_API_KEY"]);
    expect(codeOf(await api.get(`${asked}&writeKey=server-key`, {}))).toEqual([401, "ATTUNE_API_KEY"]);
    expect(codeOf(await api.send("POST", "/v1/items", "{", {}))).toEqual([401, "ATTUNE_API_KEY"]);
  });

  it("have a rate; a page's frames count one by one", async () => {
    const slow = { authorization: "Bearer slow-key" };
    const requests = [{}, {}, {}];
    expect((await api.send("POST", "/v1/recommendations", { requests }, slow)).status).toBe(200);
    const refused = await api.get("/v1/recommendations", slow);
    expect(refused).toMatchObject({ status: 429, body: { code: "ATTUNE_RATE" }, headers: { "retry-after": "1" } });
  });

  it("of a page never show what a known person did elsewhere", async () => {
    await api.shop.viewed({ userId: "cy" }, "sofa-1");
    await api.shop.identified({ userId: "cy", anonymousId: "kiosk" });
    const open = await api.get("/v1/recommendations?anonymousId=kiosk&n=1", PAGE);
    expect((open.body["items"] as object[])[0]).toMatchObject({ id: "sofa-2", because: [] });
    const own = "/v1/recommendations?anonymousId=kiosk&scenario=recently-viewed";
    expect(codeOf(await api.get(own, PAGE))).toEqual([403, "ATTUNE_API_SCOPE"]);
    expect(codeOf(await api.get(own, SERVER))).toEqual([200, "answered"]);
    expect(open.body["profile"]).toMatchObject({ found: true, time: null });
    expect((await api.get("/v1/recommendations?anonymousId=kiosk", SERVER)).body["profile"]).toMatchObject({
      time: expect.any(String) as string,
    });
  });
});

it("a chain that leads to a known person's past goes on without it for a page's key", async () => {
  const scenarios = new Map(DEFAULT_SCENARIOS);
  const chain = (id: string, kind: BuiltInScenario, fallback: string[]) =>
    scenarios.set(id, { ...(scenarios.get(kind) as Scenario), id, fallback });
  chain("home", "also-bought", ["recently-viewed", "bestsellers"]);
  scenarios.set("recently-viewed", { ...(scenarios.get("recently-viewed") as Scenario), fallback: [] });
  const made = shopOf({
    goods: { a: {}, b: {}, c: {} },
    popularity: { overall: [["c", 2]] },
    policy: { scenarios },
  });
  const asked = (isPublic: boolean, person: PersonKey) =>
    new Recommendations({
      tastes: { read: async () => ({ taste: visitor(["view a", "view b"]), basis: { ...BASIS, person } }) },
      scenarios,
      recommender: () => made,
      now: () => NOW,
    }).answer({ person, recent: [], frames: [{ scenario: "home", n: 2 }], distinct: false, isPublic });
  const idsOf = ([answer]: RecommendationJson[]) => answer?.items.map(({ id, scenario }) => `${scenario} ${id}`);
  expect(idsOf(await asked(false, "u:dan"))).toEqual(["recently-viewed a", "recently-viewed b"]);
  expect(idsOf(await asked(true, "a:phone"))).toEqual(["recently-viewed a", "recently-viewed b"]);
  expect(idsOf(await asked(true, "u:dan"))).toEqual(["bestsellers c"]);
});

const BASIS = { found: true, partition: 0, offset: 1, time: NOW };
