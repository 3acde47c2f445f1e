import { describe, expect, it } from "vitest";
import { aMoment, anEngineContext, aTreatment, MONDAY, someWords } from "../../../test/harness/engine-context.js";
import type { Moment } from "../../domain/consideration.js";
import type { SectionName, Sections } from "../../domain/profile.js";
import type { Told } from "../../domain/told.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY } from "../../domain/time.js";
import type { View } from "../../domain/view.js";
import { FACTS } from "../../config/facts.js";
import { objectOf } from "../../domain/fields.js";
import { KnownFacts } from "./facts.js";

const NOTHING_TOLD: Told = { order: "", category: "", products: [], held: [] };

const line = (item: string, price: number | undefined, quantity = 1) => ({
  item,
  quantity,
  price,
  category: "lamps",
  name: `Lamp ${item}`,
  time: MONDAY,
});
const trait = (key: string, value: string) => ({
  key,
  value,
  time: MONDAY,
  provenance: "declared" as const,
  confidence: 1,
});
const sections: Partial<Sections> = {
  traits: [trait("first_name", "Ada"), trait("last_name", "L"), trait("lastName", "Lovelace"), trait("vip", "yes")],
  items: [{ id: "seen", kind: "view", time: MONDAY, category: "chairs", price: 80 }],
  labels: [
    { id: "seen", name: "Chair" },
    { id: "s2", name: "Desk" },
  ],
  cart: { lines: [line("a", 10.1, 2), line("b", 5.2)], announced: [] },
  saved: [
    { item: "s1", time: MONDAY, category: "", price: undefined },
    { item: "s2", time: MONDAY, category: "", price: undefined },
  ],
  orders: [{ id: "o-1", time: MONDAY, value: 30.299999, pieces: 3, items: ["x"] }],
  loyalty: {
    balance: 80,
    lifetime: 120,
    tier: "silver",
    tierSince: MONDAY,
    lots: [
      { points: 5, expires: MONDAY - 1 },
      { points: 15, expires: MONDAY + 3 * DAY },
    ],
    booked: [],
  },
};
const context = anEngineContext({
  loyalty: {
    tiers: [
      { id: "silver", points: 100, benefit: "free delivery" },
      { id: "gold", points: 140, benefit: "a permanent 30 % discount" },
    ],
    tierBy: "lifetime",
    perCurrency: 1,
    expiryMs: 365 * DAY,
    expiryNoticeMs: 14 * DAY,
    nearPoints: 20,
  },
});
const view = {
  person: { zone: "UTC" },
  loyalty: { points: 80, lifetime: 120, tier: "silver", nextTier: "gold", pointsToNext: 20, expiring: 15 },
} as View;

function facts(moment: Partial<Moment>, changed: Partial<Sections> = {}) {
  const all = { ...sections, ...changed };
  const draft = {
    read: <K extends SectionName>(section: K) => all[section],
    cartLine: (item: string) => all.cart?.lines.find((each) => each.item === item),
  } as unknown as ProfileDraft;
  const known = new KnownFacts({ draft, moment: aMoment(moment), view, context });
  return known.for(aTreatment("email", { copy: Object.keys(FACTS).map((fact) => someWords(fact)) }));
}

describe("facts", () => {
  it("of a cart are of what the moment is about", () => {
    expect(facts({ items: ["b", "a"] })).toMatchObject({
      item: { id: "b", name: "Lamp b", category: "lamps", price: 5.2 },
      items: { count: 2, names: "Lamp b, Lamp a" },
      cart: { count: 3, value: 25.4, items: "Lamp b, Lamp a" },
    });
    expect(facts({ items: ["b"] })).toMatchObject({ cart: { count: 1, value: 5.2, items: "Lamp b" } });
    const unpriced = { cart: { lines: [line("a", undefined)], announced: [] } };
    expect(facts({ items: ["a"] }, unpriced)["cart"]).toEqual({ count: 1, items: "Lamp a" });
  });

  it("of a person are the names, in either spelling", () => {
    expect(facts({})["person"]).toEqual({ firstName: "Ada", lastName: "Lovelace" });
  });

  it("of a price that dropped are what the event told, however long ago", () => {
    const told = (price: number, id = "seen") => ({
      ...NOTHING_TOLD,
      products: [{ id, name: "", category: "", price, oldPrice: 80 }],
    });
    const item = facts({ occasion: "price-drop", items: ["seen"], told: told(59.9) })["item"];
    expect(item).toEqual({ id: "seen", name: "Chair", category: "chairs", price: 59.9, oldPrice: 80, saving: 20.1 });
    const risen = facts({ occasion: "price-drop", items: ["seen"], told: told(90) })["item"];
    expect(risen).not.toHaveProperty("oldPrice");
    expect(facts({ items: ["seen"], told: told(1, "other") })["item"]).toMatchObject({ name: "Chair", price: 80 });
    const seenSince = facts({ items: ["seen"], openedAt: MONDAY - 1, told: told(59.9) })["item"];
    expect(seenSince).toMatchObject({ price: 80 });
  });

  it("of an order are of the one that its status is about, and of none where that isn't known", () => {
    const status = (told: Partial<Told> | undefined) => {
      const about = told === undefined ? {} : { told: { ...NOTHING_TOLD, ...told } };
      return facts({ occasion: "order-status", subject: "shipped", ...about })["order"];
    };
    expect(status({ order: "o-1" })).toEqual({ id: "o-1", value: 30.3, items: 3, status: "shipped" });
    expect(status({ order: "o-0" })).toEqual({ id: "o-0", status: "shipped" });
    expect(status({})).toBeUndefined();
    expect(status(undefined)).toBeUndefined();
  });

  it("of an order are of the newest where none is named, in whichever order they were told", () => {
    const orders = [
      { id: "o-2", time: MONDAY, value: 5, pieces: 0, items: [] },
      { id: "o-1", time: MONDAY - DAY, value: 9, pieces: 0, items: [] },
    ];
    expect(facts({ occasion: "visit" }, { orders })["order"]).toEqual({ id: "o-2", value: 5 });
  });

  it("of loyalty name what is missing to the next tier, and what runs out", () => {
    expect(facts({})["loyalty"]).toEqual({
      points: 80,
      tier: "silver",
      nextTier: "gold",
      nextBenefit: "a permanent 30 % discount",
      pointsToNext: 20,
      expiring: 15,
      expires: "2026-03-05",
    });
  });

  it.each([
    ["search-without-result", "search", { query: "blue lamp" }],
    ["form-abandoned", "form", { name: "blue lamp" }],
    ["new-collection", "collection", { name: "blue lamp" }],
  ] as const)("of %s name it, and nothing else does", (occasion, subject, expected) => {
    const known = facts({ occasion, subject: "blue lamp" });
    expect(known[subject]).toEqual(expected);
    expect(known["moment"]).toEqual({ subject: "blue lamp" });
    expect(facts({ occasion: "birthday", subject: "blue lamp" })).not.toHaveProperty(subject);
  });

  it("of saved items name those that the moment is about", () => {
    expect(facts({ items: ["s2"] })["saved"]).toEqual({ count: 2, items: "Desk" });
  });

  it("are worked out for the subjects that words name only", () => {
    const draft = { read: () => expect.unreachable() } as unknown as ProfileDraft;
    const known = new KnownFacts({ draft, moment: aMoment({ subject: "vip" }), view, context });
    expect(known.for(aTreatment("email", { copy: [someWords("moment.subject"), someWords()] }))).toEqual({
      moment: { subject: "vip" },
    });
  });

  it("cover the whole list, with the coupon's and those of what is recommended", () => {
    const product = { id: "seen", name: "", category: "", price: 59.9, oldPrice: 80 };
    const told = { ...NOTHING_TOLD, order: "o-1", products: [product] };
    const known = ["search-without-result", "form-abandoned", "new-collection", "order-status"].map((occasion) =>
      facts({ occasion: occasion as Moment["occasion"], subject: "x", items: ["seen", "a", "s2"], told }),
    );
    for (const fact of Object.keys(FACTS).filter((name) => !/^(?:coupon|recommended)\./.test(name))) {
      const [subject = "", name = ""] = fact.split(".");
      expect({ fact, known: known.some((one) => Object.hasOwn(objectOf(one[subject]) ?? {}, name)) }).toEqual({
        fact,
        known: true,
      });
    }
  });
});
