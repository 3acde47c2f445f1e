/**
 * The API's tests: the real API and collector on one server, over a test shop's log and state. Recommendations come from a small recommender of the
 * tests' own: the items of the categories that the person met last, then all others in the order of the catalogue.
 */
import { pino } from "pino";
import { buildApi } from "../../src/api/index.js";
import { Inbox } from "../../src/channels/inbox/index.js";
import { openState } from "../../src/app/open-adapters.js";
import { openPeople } from "../../src/app/open-people.js";
import { API_SCOPES, type ApiSettings, DEFAULT_PREFERENCE_CENTRE } from "../../src/api/settings.js";
import { declareItems } from "../../src/app/catalogue/declare.js";
import { CatalogueJournal } from "../../src/app/catalogue/journal.js";
import { type Item, NO_FIELDS, saidOf } from "../../src/domain/item.js";
import type {
  Interaction,
  Recommendation,
  RecommendationRequest,
  Recommender,
  Taste,
} from "../../src/domain/recommendation.js";
import type { PurchaseTimingModel } from "../../src/domain/scoring.js";
import { createEngine } from "../../src/engine/index.js";
import type { LinkSettings } from "../../src/links/index.js";
import { openTestShop, type TestShop } from "./open-test-shop.js";

export const SERVER_KEY = "server-key";
export const WRITE_KEY = "page-key";
export const SERVER = { authorization: `Bearer ${SERVER_KEY}` };
export const PAGE = { authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}` };

const SETTINGS: ApiSettings = {
  keys: [
    { name: "shop", key: SERVER_KEY, scopes: [...API_SCOPES], requestsPerSecond: 10_000 },
    { name: "reader", key: "reader-key", scopes: ["recommendations"], requestsPerSecond: 10_000 },
    { name: "slow", key: "slow-key", scopes: ["recommendations"], requestsPerSecond: 1 },
  ],
  publicRequestsPerSecond: 10_000,
  receiptSecrets: [],
  preferenceCentre: DEFAULT_PREFERENCE_CENTRE,
};

export const LAMP_SHOP: readonly Item[] = [
  ...["lamp-1", "lamp-2", "lamp-3"].map((id, i) =>
    anItem(id, { category: "light", brand: "Lumen", price: 40 + 10 * i }),
  ),
  ...["sofa-1", "sofa-2"].map((id) => anItem(id, { category: "seats", brand: "Corso", price: 900 })),
];

export function anItem(id: string, more: Partial<Item> = {}): Item {
  return { ...NO_FIELDS, id, title: `The ${id}`, url: `/p/${id}`, ...more };
}

export const LINKS = { publicUrl: "https://mail.shop.example", keys: [{ id: "k1", secret: "link-secret" }] };

export interface TestApi {
  readonly shop: TestShop;
  readonly inbox: Inbox;
  readonly app: ReturnType<typeof buildApi>;
  /** What is recommended from. */
  items: readonly Item[];
  get(url: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  send(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>;
  close(): Promise<void>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
}

export interface TestApiOptions extends Partial<Pick<ApiSettings, "preferenceCentre" | "receiptSecrets">> {
  readonly now?: string;
  readonly collects?: boolean;
  readonly links?: LinkSettings;
  readonly twilioTokens?: readonly string[];
  /** What purchase-timing model scores. */
  readonly timing?: PurchaseTimingModel;
}

export async function openTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const shop = await openTestShop({ now: options.now ?? "2026-03-02T10:00:00Z" });
  const held = { items: LAMP_SHOP };
  const { collector } = shop.configuration;
  const journal = await CatalogueJournal.open(shop.log);
  const store = await openState(shop.configuration, { space: "inbox" });
  const now = (): number => shop.now.getTime();
  const inbox = new Inbox({ store, partitions: shop.log.partitions, now });
  const engine = createEngine(shop.context);
  const { links = LINKS, twilioTokens = [], timing, ...settings } = options;
  const people = await openPeople({ ...shop.configuration, links }, { log: shop.log, state: shop.state, engine });
  const app = buildApi({
    ...people.parts,
    twilioTokens,
    // Nothing is applied while an answer waits: a test's clock stands still.
    patienceMs: 0,
    links,
    inbox,
    log: shop.log,
    state: shop.state,
    engine,
    context: shop.context,
    settings: { ...SETTINGS, ...settings },
    server: { ...collector, writeKeys: [{ name: "web", key: WRITE_KEY, origins: ["https://shop.example"] }] },
    collects: options.collects ?? true,
    declare: (declarations) => declareItems(journal, declarations, { now: shop.now.getTime() }),
    recommender: () => recommenderOver(held.items),
    timing: () => timing,
    now,
    logger: pino({ level: "silent" }),
  });
  const ask = async (
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    url: string,
    headers: object,
    body?: unknown,
  ) => {
    const payload = body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) };
    const answer = await app.inject({ method, url, headers: { ...headers }, ...payload });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>(), headers: answer.headers };
  };
  return {
    shop,
    inbox,
    app,
    get items() {
      return held.items;
    },
    set items(items) {
      held.items = items;
    },
    get: (url, headers = SERVER) => ask("GET", url, headers),
    send: (method, url, body, headers = SERVER) => ask(method, url, headers, body),
    async close() {
      await app.close();
      await people.close();
      await store.close();
      await shop.close();
    },
  };
}

function recommenderOver(items: readonly Item[]): Recommender {
  const byId = new Map(items.map((item) => [item.id, item]));
  const version = `test@${items.length}`;
  return {
    version,
    item: (id) => byId.get(id),
    newsOf: saidOf,
    recommend: (taste, request) => answer(items, byId, version, taste, request),
  };
}

function answer(
  items: readonly Item[],
  byId: ReadonlyMap<string, Item>,
  version: string,
  { recent }: Taste,
  { scenario, n, items: about, filter = {} }: RecommendationRequest,
): Recommendation {
  const past: readonly Pick<Interaction, "id" | "kind">[] =
    about === undefined ? recent : about.map((id) => ({ id, kind: "view" as const }));
  const seen = new Set([...past.map(({ id }) => id), ...(filter.exclude ?? [])]);
  const { minimumPrice = 0, maximumPrice = Number.POSITIVE_INFINITY, categories } = filter;
  const recommended = items
    .filter(({ id, price = 0 }) => !seen.has(id) && price >= minimumPrice && price <= maximumPrice)
    .filter(({ category }) => categories === undefined || categories.includes(category))
    .map((item) => {
      const cause = past.find(({ id }) => byId.get(id)?.category === item.category);
      const title = cause === undefined ? "" : (byId.get(cause.id)?.title ?? "");
      const because = cause === undefined ? [] : [{ id: cause.id, title, kind: cause.kind, share: 1 }];
      const score = cause === undefined ? 0 : 1 / (1 + past.indexOf(cause));
      const reason = score > 0 ? ("because-viewed" as const) : ("popular" as const);
      return { item, score, scenario, reason, because, parts: [{ signal: "content" as const, value: score }] };
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, n);
  return { scenario, version, items: recommended, answeredBy: [scenario] };
}
