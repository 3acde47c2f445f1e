import { describe, expect, it } from "vitest";
import { aDraft, aTrait } from "../../../test/harness/draft-of.js";
import {
  aMoment,
  anEngineContext,
  aPredicate,
  aSegment,
  aTrack,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import type { Moment } from "../../domain/consideration.js";
import type { Sensitivity } from "../../domain/policy.js";
import type { Segment } from "../../domain/segment.js";
import type { ViewSubject } from "../../domain/view.js";
import { sourceOf } from "./provenance.js";
import { sensitivityOf } from "./sensitivity.js";

const base = anEngineContext();

function aCelSegment(id: string, source: string, ...reads: ViewSubject[]): Segment {
  return aSegment(id, () => true, { when: aPredicate(() => true, { source, reads: new Set(reads) }) });
}
const context = anEngineContext({
  segments: [
    aCelSegment("expecting", 'person.traits["pregnant"] == true', "person"),
    aCelSegment("nesting", "person.traits.pregnant == true && orders.count > 1", "person", "orders"),
    aCelSegment("grown-up", "person.traits.pregnant == true && person.age > 17", "person"),
    aCelSegment("patients", 'interests.topCategory == "medicine"', "interests"),
    aCelSegment("buyers", "orders.count > 1", "orders"),
  ],
  guard: {
    ...base.guard,
    defaultSensitivity: "none",
    facts: new Map<string, Sensitivity>([
      ["person.firstName", "personal"],
      ["trait.pregnant", "special"],
      ["category.medicine", "special"],
      ["category.Lingerie", "intimate"],
      ["item.name", "personal"],
    ]),
  },
});
const draft = aDraft({
  saved: [{ item: "drops", time: 1, category: "medicine/eyes", price: undefined }],
  cart: {
    lines: [{ item: "slip", quantity: 1, price: 9, category: "Lingerie", name: "Slip", time: 1 }],
  },
  items: [
    { id: "pill", kind: "view", time: 1, category: "Medicine", price: undefined },
    { id: "bra", kind: "view", time: 1, category: "clothes / lingerie / lace", price: undefined },
    { id: "hat", kind: "view", time: 1, category: "clothes", price: undefined },
  ],
});
const of = (fact: string, moment: Partial<Moment> = {}) => sensitivityOf(fact, draft, context, aMoment(moment));

describe("the sensitivity of a fact", () => {
  it("is what is listed, else the default", () => {
    expect(of("person.firstName")).toBe("personal");
    expect(of("person.city")).toBe("none");
  });

  it("is the same for a trait and for the merge field that shows it, in either spelling", () => {
    expect(of("trait.first_name")).toBe("personal");
    expect(of("person.pregnant")).toBe("special");
  });

  it("of an item is that of its category, or of one around it, in any case", () => {
    expect(of("item.price", { items: ["pill", "hat"] })).toBe("special");
    expect(of("item.price", { items: ["hat", "pill"] })).toBe("none");
    expect(of("item.name", { items: ["bra"] })).toBe("intimate");
    expect(of("item.name", { items: ["hat"] })).toBe("personal");
    expect(of("items.names", { items: ["hat", "pill"] })).toBe("special");
    expect(of("items.count", { items: ["pill"] })).toBe("none");
    expect(of("cart.items", { items: ["hat"] })).toBe("intimate");
    expect(of("saved.items", { items: ["hat"] })).toBe("special");
    expect(of("category.lingerie")).toBe("intimate");
    expect(of("interest.medicine")).toBe("special");
  });

  it("of an item that only the event knows is that of the event's category", () => {
    const event = aTrack("Collection Launched", MONDAY, { category: "medicine" });
    expect(of("item.name", { items: ["new"], event })).toBe("special");
    expect(of("collection.name", { items: [], event })).toBe("special");
  });

  it("of a segment is that of what its condition names", () => {
    expect(of("segment.expecting")).toBe("special");
    expect(of("segment.patients")).toBe("special");
    expect(of("segment.buyers")).toBe("none");
  });
});

describe("the source of a fact", () => {
  const sure = aTrait("pregnant", true);
  const guessed = aTrait("pregnant", true, { provenance: "third-party", confidence: 0.3 });
  const source = (fact: string, trait = sure) =>
    sourceOf(fact, aDraft({ ...{ traits: [trait] }, items: [...draft.read("items")] }), context, aMoment());

  it("is the statement's, for a trait", () => {
    expect(source("trait.pregnant", guessed)).toEqual({ provenance: "third-party", confidence: 0.3 });
  });

  it("is the person's own doing, for items, orders and the categories of what they looked at", () => {
    const own = { provenance: "observed", confidence: 1 };
    expect([source("item.name"), source("order.value"), source("category.medicine")]).toEqual([own, own, own]);
    expect(source("category.shoes")).toEqual({ provenance: "inferred", confidence: 0.6 });
    expect(source("interest.medicine")).toEqual({ provenance: "inferred", confidence: 0.6 });
  });

  it("is a conclusion, for a segment, unless its condition reads nothing but traits; never surer than these", () => {
    expect(source("segment.expecting")).toEqual({ provenance: "declared", confidence: 1 });
    expect(source("segment.expecting", guessed)).toEqual({ provenance: "third-party", confidence: 0.3 });
    expect(source("segment.nesting")).toEqual({ provenance: "inferred", confidence: 0.6 });
    expect(source("segment.nesting", guessed)).toEqual({ provenance: "third-party", confidence: 0.3 });
    expect(source("segment.grown-up")).toEqual({ provenance: "inferred", confidence: 0.6 });
    expect(source("segment.nobody")).toEqual({ provenance: "third-party", confidence: 0 });
  });
});
