/**
 * The profile as conditions see it (CEL in segments.yaml, policies.yaml and actions): plain values by name, worked out when they are asked for.
 * The one list of what there is: the CEL checker, the documentation and the TypeScript type come from it. All numbers are doubles.
 * Days are whole or broken numbers of 24 hours since then; 99999 where it never happened.
 */
export const NEVER_DAYS = 99_999;

type FieldType = "double" | "string" | "bool" | "list<string>" | "map<string, double>" | "map<string, dyn>";
export interface ViewField {
  readonly type: FieldType;
  readonly about: string;
  /**
   * It changes by time alone, without an event: "days" rises by one a day (crossings can be foreseen), "ends" becomes 0 at a time that can be foreseen,
   * "drifts" changes otherwise.
   */
  readonly moves?: "days" | "ends" | "drifts";
}

export const VIEW_SCHEMA = {
  person: {
    known: { type: "bool", about: "has a user id, not only a device" },
    traits: { type: "map<string, dyn>", about: "declared and other traits by name; absent where unknown" },
    tags: { type: "list<string>", about: "tags assigned by the site" },
    language: { type: "string", about: 'BCP 47, "" where unknown' },
    country: { type: "string", about: 'ISO 3166 alpha-2 in capitals, "" where unknown' },
    zone: { type: "string", about: "IANA time zone: the person's, else the shop's" },
    age: { type: "double", about: "years, -1 where no birthday is known", moves: "drifts" },
  },
  activity: {
    sessions: { type: "double", about: "visits ever" },
    views: { type: "double", about: "products viewed ever" },
    searches: { type: "double", about: "searches ever" },
    cartAdds: { type: "double", about: "things put in the cart ever" },
    saves: { type: "double", about: "things saved ever" },
    sessionViews: { type: "double", about: "products viewed in the present visit" },
    recentSessions: { type: "double", about: "visits, decayed (halfLives.activity)", moves: "drifts" },
    recentViews: { type: "double", about: "views, decayed", moves: "drifts" },
    recentCarts: { type: "double", about: "things put in the cart, decayed", moves: "drifts" },
    daysSinceFirst: { type: "double", about: "days since the first event", moves: "days" },
    daysSinceSeen: { type: "double", about: "days since the person last did something", moves: "days" },
  },
  orders: {
    count: { type: "double", about: "orders ever" },
    revenue: { type: "double", about: "spent ever, the shop's currency" },
    average: { type: "double", about: "revenue per order, 0 without orders" },
    recent: { type: "double", about: "orders, decayed (halfLives.spending)", moves: "drifts" },
    recentRevenue: { type: "double", about: "spent, decayed", moves: "drifts" },
    lastValue: { type: "double", about: "value of the last order" },
    daysSinceFirst: { type: "double", about: "days since the first order", moves: "days" },
    daysSinceLast: { type: "double", about: "days since the last order", moves: "days" },
    items: { type: "list<string>", about: "item ids of the orders kept" },
  },
  interests: {
    categories: { type: "map<string, double>", about: "share of interest by category, 0 to 1" },
    tags: { type: "map<string, double>", about: "share of interest by tag, 0 to 1" },
    topCategory: { type: "string", about: 'the strongest category, "" where none' },
  },
  intent: {
    session: {
      type: "double",
      about: "probability of an order before this visit ends, by the intent model; 0 after it, and where none scores",
      moves: "ends",
    },
    day: {
      type: "double",
      about: "probability of an order within 24 hours of the last event; 0 after them",
      moves: "ends",
    },
    churn: {
      type: "double",
      about: "probability that no visit follows within 30 days of the last one; 0 where no model scores",
    },
  },
  cart: {
    count: { type: "double", about: "pieces in the cart" },
    value: { type: "double", about: "what they cost, where known" },
    items: { type: "list<string>", about: "item ids" },
    categories: { type: "list<string>", about: "categories of the items" },
  },
  saved: {
    count: { type: "double", about: "items saved" },
    items: { type: "list<string>", about: "item ids" },
  },
  viewed: {
    items: { type: "list<string>", about: "item ids viewed last, newest first" },
    categories: { type: "list<string>", about: "their categories, newest first" },
  },
  responses: {
    sent: { type: "map<string, double>", about: "messages by channel, decayed (halfLives.response)", moves: "drifts" },
    opened: { type: "map<string, double>", about: "opens by channel, decayed", moves: "drifts" },
    clicked: { type: "map<string, double>", about: "clicks by channel, decayed", moves: "drifts" },
    openRate: { type: "double", about: "opens / messages over all channels, 0 without" },
    clickRate: { type: "double", about: "clicks / messages over all channels, 0 without" },
    daysSinceOpen: { type: "double", about: "days since any message was opened or clicked", moves: "days" },
    promotionRate: { type: "double", about: "clicks / promotional messages among those remembered, 0 without" },
  },
  rfm: {
    recency: { type: "double", about: "quintile 1 to 5 (5 = lately), 0 without orders", moves: "drifts" },
    frequency: { type: "double", about: "quintile 1 to 5 (5 = often), 0 without orders" },
    monetary: { type: "double", about: "quintile 1 to 5 (5 = most), 0 without orders" },
    score: { type: "string", about: '"543"; "000" without orders' },
  },
  loyalty: {
    points: { type: "double", about: "balance" },
    lifetime: { type: "double", about: "points earned ever" },
    tier: { type: "string", about: 'the tier, "" before the first' },
    nextTier: { type: "string", about: 'the one above, "" at the top' },
    pointsToNext: { type: "double", about: "points missing to it, 0 at the top" },
    expiring: { type: "double", about: "points that expire within the notice", moves: "drifts" },
  },
  value: {
    tier: { type: "string", about: 'price tier of what they look at and buy: "low", "middle", "high", "" unknown' },
    rising: { type: "bool", about: "the last orders are worth more, or come faster, than those before" },
    alive: {
      type: "double",
      about:
        "probability that they still are a customer, by the purchase-timing model; without one, or without orders, no number: every comparison is false",
      moves: "drifts",
    },
    expectedOrders: { type: "double", about: "orders within the model's horizon; no number as above", moves: "drifts" },
    expectedValue: { type: "double", about: "what they will be worth; no number as above", moves: "drifts" },
    daysToNextOrder: {
      type: "double",
      about: "days until the next order is to be expected, if they still are a customer; no number as above",
      moves: "drifts",
    },
  },
  standing: {
    lifecycle: {
      type: "string",
      about: "stranger, prospect, first-time, active, loyal, lapsing, lapsed or lost",
      moves: "drifts",
    },
    funnel: { type: "string", about: "unaware, aware, interested, considering, customer", moves: "drifts" },
    segments: { type: "list<string>", about: "the segments the person is in (not for use in segments.yaml)" },
    serviceOpen: { type: "bool", about: "a service problem is open" },
  },
  consent: {
    granted: { type: "list<string>", about: 'what is agreed to now, "<purpose>/<channel>"', moves: "drifts" },
    denied: { type: "list<string>", about: 'what is refused, "<purpose>/<channel>"' },
  },
  moment: {
    occasion: { type: "string", about: '"" in segments' },
    subject: { type: "string", about: "which: the tag, segment, event, status, slot" },
    value: { type: "double", about: "of the cart, order or item" },
    items: { type: "list<string>", about: "what it is about, most relevant first" },
    hour: { type: "double", about: "hour of day in the person's zone, 0 to 23", moves: "drifts" },
    weekday: { type: "double", about: "1 = Monday to 7 = Sunday in the person's zone", moves: "drifts" },
    seasons: { type: "list<string>", about: "key seasons that it is now (policies.yaml)", moves: "drifts" },
  },
  event: {
    name: { type: "string", about: 'the event\'s name, "" where a timer fired' },
    properties: { type: "map<string, dyn>", about: "its properties" },
    source: { type: "string", about: "the write key's name" },
  },
} as const satisfies Record<string, Record<string, ViewField>>;

type ValueOf<T extends FieldType> = T extends "double"
  ? number
  : T extends "string"
    ? string
    : T extends "bool"
      ? boolean
      : T extends "list<string>"
        ? readonly string[]
        : T extends "map<string, double>"
          ? ReadonlyMap<string, number>
          : ReadonlyMap<string, unknown>;

type Schema = typeof VIEW_SCHEMA;
export type ViewSubject = keyof Schema;
export type View = {
  readonly [S in ViewSubject]: {
    readonly [F in keyof Schema[S]]: Schema[S][F] extends ViewField ? ValueOf<Schema[S][F]["type"]> : never;
  };
};

/** A condition over the view, compiled when the configuration is loaded (config/cel.ts). Pure; false where it can't be worked out. */
export interface Predicate {
  readonly source: string;
  /** The view's subjects it reads: it need not be asked again while these are as they were. */
  readonly reads: ReadonlySet<ViewSubject>;
  /** Days at which time alone may change the answer: `orders.daysSinceLast > 90` is {subject: "orders", field: "daysSinceLast", days: 90}. */
  readonly crossings: readonly Crossing[];
  /** Time may change the answer in a way that can't be foreseen: ask daily. */
  readonly drifts: boolean;
  holds(view: View): boolean;
}

export interface Crossing {
  readonly subject: ViewSubject;
  readonly field: string;
  readonly days: number;
}
