import type { ItemFields, LivePopularity } from "../../src/domain/item.js";
import type { Interaction, RecommendationPolicy, Taste } from "../../src/domain/recommendation.js";
import { DEFAULT_SCENARIOS } from "../../src/domain/scenarios.js";
import { DAY } from "../../src/domain/time.js";
import { MODEL_FORMAT } from "../../src/models/recommender/manifest.js";
import type { RecommenderModel, ServingRecipe, SessionTable, SparseTable } from "../../src/models/recommender/model.js";
import { CatalogueFold, type SharedCatalogue } from "../../src/recommend/catalogue/index.js";
import { createRecommender, prepareServing, type ServedRecommender } from "../../src/recommend/index.js";

/** A small shop's catalogue, model and visitors by hand, for tests of what is recommended. */

export const NOW = Date.UTC(2026, 10, 2);

export const POLICY: RecommendationPolicy = {
  scenarios: DEFAULT_SCENARIOS,
  weights: { view: 1, cart: 3, save: 2, order: 4 },
  ownedForMs: 365 * DAY,
  newForMs: 30 * DAY,
  learnFrom: [],
  popularity: { halfLifeMs: 7 * DAY, trendingHalfLifeMs: DAY, segments: [] },
};

export type Goods = Readonly<Record<string, ItemFields & { readonly removed?: true }>>;

export function catalogueOf(goods: Goods, popularity?: Partial<LivePopularity>): SharedCatalogue {
  const fold = new CatalogueFold();
  let seq = 0;
  for (const [id, { removed, ...fields }] of Object.entries(goods)) {
    const published = { publishedAt: NOW - 365 * DAY, ...fields };
    fold.append(++seq, { kind: "item", id, source: "declared", time: NOW - 365 * DAY, fields: published });
    if (removed) fold.append(++seq, { kind: "removed", id, time: NOW });
  }
  if (popularity !== undefined) {
    const usual = { time: NOW, halfLifeMs: 7 * DAY, overall: [], trending: [], segments: {} };
    fold.append(++seq, { kind: "popularity", popularity: { ...usual, ...popularity } });
  }
  return fold.snapshot();
}

/** `by` item: what it leads to, and how strongly. */
export type Links = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Knowledge {
  /** The first numbers of each item's vector; the others are 0. */
  readonly factors: Readonly<Record<string, readonly number[]>>;
  readonly rules?: Links;
  readonly alsoViewed?: Links;
  readonly alsoBought?: Links;
  readonly viewThenBought?: Links;
  /** Oldest first. */
  readonly sessions?: readonly (readonly string[])[];
  readonly popularity?: Readonly<Record<string, number>>;
  readonly reorderDays?: Readonly<Record<string, number>>;
  readonly serving?: Partial<ServingRecipe>;
}

const DIMENSION = 8;

export function modelOf(knows: Knowledge): RecommenderModel {
  const itemIds = Object.keys(knows.factors);
  const numbers = new Map(itemIds.map((id, item) => [id, item]));
  const factors = new Float32Array(itemIds.length * DIMENSION);
  itemIds.forEach((id, item) => factors.set(knows.factors[id] as readonly number[], item * DIMENSION));
  const column = (by: Readonly<Record<string, number>> = {}) => Float32Array.from(itemIds, (id) => by[id] ?? 0);
  return {
    manifest: manifestOf(itemIds.length),
    itemIds,
    dimension: DIMENSION,
    factors,
    gramian: gramianOf(factors),
    serving: {
      unobserved: 0.1,
      regularisation: 0.01,
      frequencyExponent: 1,
      floor: 0.05,
      recency: 2,
      halfLife: 5,
      kinds: POLICY.weights,
      ruleItems: 10,
      sessionSample: 100,
      sessionNeighbours: 20,
      blend: { forYou: { taste: 1, next: 0.3 }, nextItem: { taste: 0.3, next: 1, session: 0.5 } },
      ...knows.serving,
    },
    rules: tableOf(knows.rules, numbers),
    alsoViewed: tableOf(knows.alsoViewed, numbers),
    alsoBought: tableOf(knows.alsoBought, numbers),
    viewThenBought: tableOf(knows.viewThenBought, numbers),
    sessions: sessionsOf(knows.sessions ?? [], numbers),
    popularity: column(knows.popularity),
    reorderDays: column(knows.reorderDays),
  };
}

export interface ShopParts {
  readonly goods: Goods;
  readonly knows?: Knowledge;
  readonly popularity?: Partial<LivePopularity>;
  readonly policy?: Partial<RecommendationPolicy>;
}

export function shopOf({ goods, knows, popularity, policy }: ShopParts): ServedRecommender {
  const catalogue = catalogueOf(goods, popularity);
  const model = knows === undefined ? undefined : modelOf(knows);
  return createRecommender({
    pin: { model: model === undefined ? "" : "by-hand", catalogue: catalogue.position },
    model: prepareServing(model, catalogue),
    catalogue,
    policy: { ...POLICY, ...policy },
  });
}

/** Somebody; `did` the newest first, an hour apart: "view boots", "order socks". */
export function visitor(did: readonly string[] = [], rest: Partial<Taste> = {}): Taste {
  const recent = did.map((one, n): Interaction => {
    const [kind, id] = one.split(" ") as [Interaction["kind"], string];
    return { id, kind, time: NOW - (n + 1) * 3_600_000, price: undefined };
  });
  const of = (kind: string): Interaction[] => recent.filter((one) => one.kind === kind);
  return {
    time: NOW,
    recent,
    cart: of("cart").map(({ id }) => id),
    saved: of("save").map(({ id, price }) => ({ id, price })),
    bought: of("order").map(({ id, time }) => ({ id, time })),
    outOfStock: [],
    categories: new Map(),
    tags: new Map(),
    segments: [],
    ...rest,
  };
}

function manifestOf(items: number): RecommenderModel["manifest"] {
  return {
    format: MODEL_FORMAT,
    version: "by-hand",
    createdAt: "2026-11-01T00:00:00Z",
    source: "test",
    dataHash: "",
    interactions: 0,
    people: 0,
    items,
    dimension: DIMENSION,
    from: 0,
    until: NOW,
    seed: 1,
    recipe: {},
    metrics: {},
    cpuSeconds: 0,
    peakBytes: 0,
    files: {},
    erasedSessions: 0,
  };
}

function gramianOf(factors: Float32Array): Float32Array {
  const gramian = new Float32Array(DIMENSION * DIMENSION);
  for (let first = 0; first < factors.length; first += DIMENSION) {
    for (let at = 0; at < gramian.length; at++) {
      const [i, j] = [Math.floor(at / DIMENSION), at % DIMENSION];
      gramian[at] = (gramian[at] as number) + (factors[first + i] as number) * (factors[first + j] as number);
    }
  }
  return gramian;
}

function tableOf(links: Links = {}, numbers: ReadonlyMap<string, number>): SparseTable {
  const rows = [...numbers.keys()].map((id) => Object.entries(links[id] ?? {}).sort(([, a], [, b]) => b - a));
  return {
    offsets: offsetsOf(rows.map(({ length }) => length)),
    targets: Uint32Array.from(rows.flat(), ([id]) => numbers.get(id) as number),
    weights: Float32Array.from(rows.flat(), ([, weight]) => weight),
  };
}

function sessionsOf(sessions: readonly (readonly string[])[], numbers: ReadonlyMap<string, number>): SessionTable {
  const ofItem = [...numbers.keys()].map((id) =>
    sessions.flatMap((items, session) => (items.includes(id) ? [session] : [])).reverse(),
  );
  return {
    offsets: offsetsOf(sessions.map(({ length }) => length)),
    items: Uint32Array.from(sessions.flat(), (id) => numbers.get(id) as number),
    days: new Uint32Array(sessions.length),
    owners: new Uint32Array(sessions.length),
    itemOffsets: offsetsOf(ofItem.map(({ length }) => length)),
    itemSessions: Uint32Array.from(ofItem.flat()),
  };
}

function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, at) => (offsets[at + 1] = (offsets[at] as number) + length));
  return offsets;
}
