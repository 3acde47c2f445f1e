import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiText } from "../../scripts/openapi.js";
import { identify } from "../../test/harness/calls.js";
import { onsiteMessageFor } from "../../test/harness/onsite-messages.js";
import { openTestApi, PAGE, SERVER, type TestApi } from "../../test/harness/open-test-api.js";

interface Operation {
  readonly responses: Readonly<Record<string, { content?: { "application/json"?: { schema: object } } }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

let api: TestApi;
let document: Document;
let ajv: Ajv;
beforeAll(async () => {
  api = await openTestApi();
  await api.shop.take(identify("ada", { firstName: "Ada", consent: { email: true } }));
  const message = onsiteMessageFor("a:dev-2", "m1", api.shop.now.getTime(), { slot: "hero", coupon: "C1" });
  await api.inbox.put("a:dev-2", message, { title: "Hello", text: "There you are.", url: "/p/lamp-1" });
  document = (await api.get("/openapi.json", {})).body as unknown as Document;
  ajv = new Ajv({ strict: false });
  ajv.addSchema({ $id: "document", components: document.components });
});
afterAll(() => api.close());

/** What the document says of an answer, as a schema that stands alone. */
function schemaOf(path: string, method: string, status: number): object {
  const schema = document.paths[path]?.[method]?.responses[status]?.content?.["application/json"]?.schema;
  if (schema === undefined) throw new Error(`${method} ${path} documents no ${status}`);
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')) as object;
}

type Asked = [method: string, path: string, url: string, status: number, headers: object, body?: unknown];
const product = { event: "Product Viewed", userId: "ada", properties: { product_id: "lamp-1" } };
const ASKED: readonly Asked[] = [
  ["post", "/v1/track", "/v1/track", 200, PAGE, product],
  ["post", "/v1/identify", "/v1/identify", 200, PAGE, { userId: "ada", traits: { firstName: "Ada" } }],
  ["post", "/v1/page", "/v1/page", 200, PAGE, { anonymousId: "dev", name: "Home" }],
  ["post", "/v1/screen", "/v1/screen", 200, PAGE, { anonymousId: "dev", name: "Home" }],
  ["post", "/v1/group", "/v1/group", 200, PAGE, { userId: "ada", groupId: "club" }],
  ["post", "/v1/alias", "/v1/alias", 200, PAGE, { userId: "ada", previousId: "dev" }],
  ["post", "/v1/batch", "/v1/batch", 200, PAGE, { batch: [{ type: "track", ...product }, 3] }],
  ["post", "/v1/import", "/v1/import", 200, PAGE, { batch: [{ type: "track", ...product }] }],
  ["post", "/v1/track", "/v1/track", 401, {}, product],
  ["post", "/v1/batch", "/v1/batch", 400, PAGE, { batch: [] }],
  ["get", "/v1/projects/{writeKey}/settings", "/v1/projects/page-key/settings", 200, {}],
  ["get", "/v1/projects/{writeKey}/settings", "/v1/projects/other/settings", 401, {}],
  ["get", "/sourceConfig", "/sourceConfig", 200, PAGE],
  ["get", "/v1/recommendations", "/v1/recommendations?userId=ada&item=lamp-1", 200, SERVER],
  ["get", "/v1/recommendations", "/v1/recommendations", 200, PAGE],
  ["get", "/v1/recommendations", "/v1/recommendations?n=0", 400, PAGE],
  ["get", "/v1/recommendations", "/v1/recommendations", 401, {}],
  ["get", "/v1/recommendations", "/v1/recommendations?userId=ada", 403, PAGE],
  ["get", "/v1/recommendations", "/v1/recommendations?scenario=none", 404, PAGE],
  ["post", "/v1/recommendations", "/v1/recommendations", 200, PAGE, { n: 2 }],
  ["post", "/v1/recommendations", "/v1/recommendations", 200, PAGE, { requests: [{}, { scenario: "similar" }] }],
  ["get", "/v1/scenarios", "/v1/scenarios", 200, PAGE],
  ["get", "/v1/items/{id}", "/v1/items/lamp-1", 200, PAGE],
  ["get", "/v1/items/{id}", "/v1/items/none", 404, PAGE],
  ["put", "/v1/items/{id}", "/v1/items/lamp-9", 202, SERVER, { title: "Lamp" }],
  ["patch", "/v1/items/{id}", "/v1/items/lamp-9", 202, SERVER, { price: 4 }],
  ["patch", "/v1/items/{id}", "/v1/items/lamp-9", 400, SERVER, { price: "4" }],
  ["delete", "/v1/items/{id}", "/v1/items/lamp-9", 202, SERVER],
  ["delete", "/v1/items/{id}", "/v1/items/lamp-9", 403, PAGE],
  ["post", "/v1/items", "/v1/items", 200, SERVER, { items: [{ id: "a" }, {}] }],
  ["get", "/v1/people/{id}", "/v1/people/u%3Aada", 200, SERVER],
  ["get", "/v1/people/{id}", "/v1/people/u%3Anobody", 404, SERVER],
  ["get", "/v1/people/{id}/preferences", "/v1/people/u%3Aada/preferences", 200, SERVER],
  ["put", "/v1/people/{id}/preferences", "/v1/people/u%3Aada/preferences", 202, SERVER, { perWeek: 1, hours: null }],
  ["put", "/v1/people/{id}/preferences", "/v1/people/u%3Aada/preferences", 400, SERVER, { perWeek: "1" }],
  ["get", "/v1/people/{id}/export", "/v1/people/u%3Aada/export", 200, SERVER],
  ["delete", "/v1/people/{id}", "/v1/people/u%3Aada", 403, PAGE],
  ["delete", "/v1/people/{id}", "/v1/people/u%3Aada", 202, SERVER],
  ["post", "/v1/receipts/twilio", "/v1/receipts/twilio?message=m1", 401, {}],
  ["post", "/v1/receipts/webhook", "/v1/receipts/webhook", 401, {}, {}],
  ["post", "/v1/receipts/bounce", "/v1/receipts/bounce", 202, SERVER, {}],
  ["post", "/v1/decisions", "/v1/decisions", 503, PAGE, { slot: "home-banner", anonymousId: "dev-2", timeoutMs: 50 }],
  ["post", "/v1/decisions", "/v1/decisions", 403, PAGE, { slot: "home-banner", userId: "ada" }],
  ["get", "/v1/inbox/messages", "/v1/inbox/messages?anonymousId=dev-2", 200, PAGE],
  ["get", "/v1/inbox/messages", "/v1/inbox/messages?userId=ada", 403, PAGE],
  ["get", "/v1/inbox", "/v1/inbox", 400, PAGE],
  ["post", "/v1/inbox/{message}", "/v1/inbox/m1", 202, PAGE, { anonymousId: "dev-2", action: "shown" }],
  ["get", "/livez", "/livez", 200, {}],
  ["get", "/readyz", "/readyz", 200, {}],
];

describe("the API's document", () => {
  it("is the one that is committed; `npm run docs:openapi` writes it", async () => {
    const committed = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8")) as unknown;
    expect(JSON.parse(await openApiText())).toEqual(committed);
    expect(document).toEqual(committed);
  });

  it.each(ASKED)(
    "%s %s: what %s answers with %i is as documented",
    async (method, path, url, status, headers, body) => {
      const sent = body === undefined ? {} : { payload: JSON.stringify(body) };
      const answer = await api.app.inject({ method: method as "GET", url, headers: { ...headers }, ...sent });
      expect(answer.statusCode, answer.body).toBe(status);
      const check = ajv.compile(schemaOf(path, method, status));
      expect(check(answer.json()), JSON.stringify([check.errors, answer.json()])).toBe(true);
    },
  );

  it("documents nothing that was not asked above, and every route there is but the SDKs' short spellings and its own pages", () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(documented.toSorted()).toEqual([...new Set(ASKED.map(([method, path]) => `${method} ${path}`))].toSorted());
  });

  it("is shown by pages that load nothing from elsewhere", async () => {
    const page = await api.app.inject({ url: "/docs/" });
    expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
    const loaded = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(loaded.length).toBeGreaterThan(3);
    for (const link of loaded) {
      expect(link).not.toMatch(/^(?:https?:)?\/\//);
      const { pathname } = new URL(link, "http://here/docs/");
      expect((await api.app.inject({ url: pathname })).statusCode, link).toBe(200);
    }
    expect((await api.app.inject({ url: "/docs/json" })).json()).toEqual(document);
  });
});
