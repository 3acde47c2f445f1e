import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identify, product, REACHABLE, track } from "../../../test/harness/calls.js";
import { openTestApi, PAGE, SERVER, type TestApi } from "../../../test/harness/open-test-api.js";
import { putDelivery } from "../../../test/harness/put-delivery.js";
import type { PersonKey } from "../../domain/person.js";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ now: "2026-03-02T10:00:00Z" });
});
afterAll(() => api.close());

const ANN = "/v1/people/u%3Aann";

function deliveredTo(person: PersonKey, id: string, time: number): Parameters<typeof putDelivery>[1] {
  return { id, person, channel: "onsite", action: "home-banner", time, expiresAt: time + 3_600_000 };
}

/** What was said is applied. */
async function settle(): Promise<void> {
  await api.shop.advance("1 s");
}

async function preferences(url = ANN): Promise<Record<string, unknown>> {
  const { status, body } = await api.get(`${url}/preferences`);
  expect(status).toBe(200);
  return body;
}

describe("preferences by the API", () => {
  it("are those of a stranger before anything was said, with what there is to choose from", async () => {
    const body = await preferences("/v1/people/u%3Anobody");
    expect(body).toMatchObject({ updatedAt: null, channels: [], hours: null, perWeek: null, language: null });
    expect(body["consent"]).toContainEqual({
      channel: "email",
      state: "unknown",
      allowed: false,
      since: null,
      until: null,
    });
    expect(body["consent"]).toContainEqual(expect.objectContaining({ channel: "onsite", allowed: true }));
    expect(body["choices"]).toMatchObject({ topics: expect.arrayContaining(["cart", "loyalty"]) as string[] });
  });

  it("are declared whole; consent and language are statements of their own", async () => {
    await api.shop.take(identify("ann", REACHABLE));
    const wanted = {
      channels: ["email"],
      refusedTopics: ["offers"],
      weekdays: [6, 7],
      hours: { from: "18:00", to: "21:30" },
      pauseUntil: "2026-04-01T00:00:00.000Z",
      perWeek: 2,
      language: "sv",
      consent: { sms: true },
    };
    expect(await api.send("PUT", `${ANN}/preferences`, wanted)).toMatchObject({
      status: 202,
      body: { success: true, person: "u:ann", applied: false },
    });
    await settle();
    const { consent: _asked, ...declared } = wanted;
    const body = await preferences();
    expect(body).toMatchObject(declared);
    expect(body["consent"]).toContainEqual(
      expect.objectContaining({ channel: "sms", state: "granted", allowed: true }),
    );
    expect(body["consent"]).toContainEqual(expect.objectContaining({ channel: "email", state: "granted" }));

    await api.send("PUT", `${ANN}/preferences`, { consent: { sms: false } });
    await settle();
    const after = await preferences();
    expect(after).toMatchObject({
      channels: [],
      refusedTopics: [],
      weekdays: [],
      hours: null,
      pauseUntil: null,
      perWeek: null,
      language: "sv",
    });
    expect(after["consent"]).toContainEqual(expect.objectContaining({ channel: "sms", state: "denied" }));
    expect(after["consent"]).toContainEqual(expect.objectContaining({ channel: "email", state: "granted" }));
  });

  it.each([
    [{ weekdays: [8] }],
    [{ hours: { from: "25:00", to: "10:00" } }],
    [{ perWeek: 0 }],
    [{ pauseUntil: "tomorrow" }],
    [{ consent: { fax: true } }],
    [{ chanels: [] }],
  ])("%j is refused, and changes nothing", async (wanted) => {
    const before = await preferences();
    expect(await api.send("PUT", `${ANN}/preferences`, wanted)).toMatchObject({
      status: 400,
      body: { code: "ATTUNE_API_PARAMETER" },
    });
    await settle();
    expect(await preferences()).toEqual(before);
  });

  it("are the same person's after a merge", async () => {
    await api.shop.take(track("a:phone", "Product Viewed", product("lamp-1")));
    await api.shop.take(identify({ userId: "ann", anonymousId: "phone" }));
    expect(await preferences("/v1/people/a%3Aphone")).toMatchObject({ person: "u:ann", language: "sv" });
  });
});

describe("a person by the API", () => {
  it("is shown, exported and forgotten only with a server key that may", async () => {
    for (const [method, url] of [
      ["GET", ANN],
      ["GET", `${ANN}/export`],
      ["GET", `${ANN}/preferences`],
      ["PUT", `${ANN}/preferences`],
      ["DELETE", ANN],
    ] as const) {
      const ask = (headers: Record<string, string>) => api.app.inject({ method, url, headers, payload: "{}" });
      expect((await ask({})).statusCode).toBe(401);
      expect((await ask(PAGE)).statusCode).toBe(403);
      expect((await ask({ authorization: "Bearer reader-key" })).json()).toMatchObject({ code: "ATTUNE_API_SCOPE" });
    }
    expect(await api.get("/v1/people/ann")).toMatchObject({ status: 400, body: { code: "ATTUNE_API_PARAMETER" } });
    expect(await api.get("/v1/people/u%3Anobody")).toMatchObject({ status: 404, body: { code: "ATTUNE_API_PERSON" } });
    expect((await api.get("/v1/people/u%3Anobody/export")).status).toBe(404);
  });

  it("is exported with everything that is kept: profile, ledger, messages, decisions, deliveries, events", async () => {
    await api.shop.take(identify("bea", REACHABLE));
    await api.shop.take(track("a:tablet", "Product Viewed", product("sofa-1")));
    await api.shop.take(identify({ userId: "bea", anonymousId: "tablet" }));
    await api.shop.take(track("bea", "Product Added", product("lamp-2")));
    await api.shop.advance("2 days");
    const [message] = await api.shop.messages("u:bea");
    if (message === undefined) throw new Error("no message was decided");
    await putDelivery(api.shop.configuration, message, "sent");

    const answer = await api.app.inject({ method: "GET", url: "/v1/people/u%3Abea/export", headers: SERVER });
    expect(answer.statusCode).toBe(200);
    const kept = answer.json<Record<string, { id?: string; person?: string; event?: string; name?: string }[]>>();
    expect(kept).toMatchObject({
      person: "u:bea",
      ids: ["u:bea", "a:tablet"],
      profile: { person: "u:bea" },
      consents: { valid: true, entries: [{ purpose: "marketing", channel: "email", granted: true }] },
      deliveries: [{ message: message.id, state: "sent", channel: "email" }],
    });
    expect(kept["messages"]?.map(({ id }) => id)).toContain(message.id);
    expect(kept["decisions"]?.length).toBeGreaterThan(0);
    const views = kept["events"]?.filter(({ name }) => name === "Product Viewed");
    expect(views).toMatchObject([{ person: "a:tablet" }]);
    expect(kept["events"]?.map(({ name }) => name)).toContain("Product Added");
  });

  it("is exported to the next who asks, however many went away before their answer", async () => {
    await api.shop.take(identify("gil", REACHABLE));
    const url = `${await api.app.listen({ host: "127.0.0.1", port: 0 })}/v1/people/u%3Agil/export`;
    for (const waitMs of [0, 1, 2, 4, 8, 16]) {
      const signal = AbortSignal.timeout(waitMs);
      await fetch(url, { headers: SERVER, signal }).then(
        (answer) => answer.body?.cancel(),
        () => undefined,
      );
    }
    await expect.poll(async () => (await fetch(url, { headers: SERVER })).status).toBe(200);
  });

  it("is exported with what was delivered to their device before they were known, and not what came after", async () => {
    await api.shop.take(track("a:kiosk", "Product Viewed", product("lamp-1")));
    const before = deliveredTo("a:kiosk", "before-1", api.shop.now.getTime());
    await putDelivery(api.shop.configuration, before, "sent");
    await api.shop.advance("1 h");
    await api.shop.take(identify({ userId: "flo", anonymousId: "kiosk" }));
    await api.shop.advance("1 h");
    const after = deliveredTo("a:kiosk", "after-1", api.shop.now.getTime());
    await putDelivery(api.shop.configuration, after, "sent");
    const { body } = await api.get("/v1/people/u%3Aflo/export");
    expect(body["deliveries"]).toMatchObject([{ message: "before-1", person: "a:kiosk" }]);
  });

  it("doesn't get what somebody else did on a device before", async () => {
    await api.shop.take(track("a:shared", "Product Viewed", product("secret-1")));
    await api.shop.take(identify({ userId: "cleo", anonymousId: "shared" }));
    await api.shop.take(identify({ userId: "dan", anonymousId: "shared" }));
    const answer = await api.app.inject({ method: "GET", url: "/v1/people/u%3Adan/export", headers: SERVER });
    expect(answer.body).not.toContain("secret-1");
  });

  it("is forgotten", async () => {
    await api.shop.take(identify("eve", REACHABLE));
    expect((await api.get("/v1/people/u%3Aeve")).body).toMatchObject({ person: "u:eve", profile: { person: "u:eve" } });
    expect(await api.send("DELETE", "/v1/people/u%3Aeve")).toMatchObject({ status: 202, body: { person: "u:eve" } });
    await settle();
    expect((await api.get("/v1/people/u%3Aeve")).status).toBe(404);
    expect(await api.shop.records("u:eve")).toEqual([]);
  });
});
