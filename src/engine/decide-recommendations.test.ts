import { describe, expect, it } from "vitest";
import type { Action } from "../domain/action.js";
import type { EngineContext } from "../domain/context.js";
import type { RecommendationRequest, Recommender, Taste } from "../domain/recommendation.js";
import { aPerson } from "../../test/harness/decide-once.js";
import {
  aGuardRule,
  anAction,
  anEngineContext,
  aRule,
  aTreatment,
  MONDAY,
  someWords,
} from "../../test/harness/engine-context.js";
import { type Goods, shopOf } from "../../test/harness/recommend-shop.js";

const GOODS: Goods = {
  shoe: { title: "The shoe", category: "shoes", price: 10 },
  boot: { title: "The boot", category: "shoes", price: 12, oldPrice: 15, url: "/p/boot" },
  sandal: { title: "The sandal", category: "shoes", price: 10 },
  lamp: { title: "The lamp", category: "light", price: 10 },
  test: { title: "The test", category: "health/pregnancy", price: 10 },
};
const SIMILAR = { scenario: "similar", n: 3, minimum: 1 };

/** A recommender that says what it was asked. */
function listened(recommender: Recommender): Recommender & { readonly asked: [Taste, RecommendationRequest][] } {
  const asked: [Taste, RecommendationRequest][] = [];
  return {
    version: recommender.version,
    asked,
    recommend(taste, request) {
      asked.push([taste, request]);
      return recommender.recommend(taste, request);
    },
    item: (id) => recommender.item(id),
    newsOf: (observed) => recommender.newsOf(observed),
  };
}

function recommending(overrides: Partial<EngineContext> = {}, ...treatments: Action["treatments"]): EngineContext {
  return anEngineContext({
    recommender: shopOf({ goods: GOODS }),
    actions: [
      anAction({ treatments: treatments.length > 0 ? treatments : [aTreatment("email", { recommend: SIMILAR })] }),
    ],
    ...overrides,
  });
}

describe("a treatment that recommends", () => {
  it("lets its message carry the items, and the decision say who named them", () => {
    const context = recommending();
    const { message, decision } = aPerson(context).decide({ items: ["shoe"] });
    expect(message?.recommender).toBe("none@5");
    expect(message?.recommendations?.slice(0, 2).map(({ id }) => id)).toEqual(["boot", "sandal"]);
    expect(message?.recommendations?.[0]).toEqual({
      id: "boot",
      title: "The boot",
      url: "/p/boot",
      image: "",
      price: 12,
      oldPrice: 15,
      reason: "similar-item",
      because: ["shoe"],
    });
    expect(decision.recommender).toBe("none@5");
    expect(decision.candidates[0]?.recommended?.items.slice(0, 2)).toEqual(["boot", "sandal"]);
    expect(decision.candidates[0]?.recommended?.scenario).toBe("similar");
  });

  it("is about what the moment is about, and knows the person's taste", () => {
    const recommender = listened(shopOf({ goods: GOODS }));
    const person = aPerson(recommending({ recommender }));
    person.edit((draft) => {
      draft.rememberItem({ id: "lamp", kind: "view", time: MONDAY - 5, category: "light", price: 9 }, 20);
      draft.write("standing").segments.push("fans");
    });
    person.decide({ items: ["shoe"] });
    expect(recommender.asked).toHaveLength(1);
    expect(recommender.asked[0]?.[0]).toMatchObject({
      time: MONDAY,
      recent: [{ id: "lamp", kind: "view", time: MONDAY - 5, price: 9 }],
      segments: ["fans"],
    });
    expect(recommender.asked[0]?.[1]).toEqual({ scenario: "similar", n: 3, items: ["shoe"] });
  });

  it("asks once for the same, and not at all where a policy has refused it", () => {
    const recommender = listened(shopOf({ goods: GOODS }));
    const both = [aTreatment("email", { recommend: SIMILAR }), aTreatment("onsite", { recommend: { ...SIMILAR } })];
    aPerson(recommending({ recommender }, ...both)).decide({ items: ["shoe"] });
    expect(recommender.asked).toHaveLength(1);
    const refused = anAction({
      treatments: both,
      policy: { eligibility: [aRule("never", () => false)], applicability: [], suitability: [] },
    });
    aPerson(recommending({ recommender, actions: [refused] })).decide({ items: ["shoe"] });
    expect(recommender.asked).toHaveLength(1);
  });

  it("is not said with fewer items than it asks for", () => {
    const few = aTreatment("email", { recommend: { ...SIMILAR, n: 5, minimum: 5 } });
    const { message, decision } = aPerson(recommending({}, few)).decide({ items: ["shoe"] });
    expect(message).toBeUndefined();
    expect(decision.candidates[0]).toMatchObject({
      stage: "suitability",
      code: "recommendation.too-few",
      detail: "similar: 4 of at least 5",
    });
    expect(aPerson(anEngineContext({ actions: recommending().actions })).decide().decision.candidates[0]?.code).toBe(
      "recommendation.too-few",
    );
  });

  it("names the items in its words", () => {
    const words = aTreatment("email", {
      recommend: { ...SIMILAR, filter: { categories: ["shoes"] } },
      copy: [someWords("recommended.count", "recommended.names", "recommended.first")],
    });
    const { message } = aPerson(recommending({}, words)).decide({ items: ["shoe"] });
    expect(message?.copy.body).toContain("recommended.count=2, recommended.names=The boot, The sandal");
    expect(message?.copy.body).toContain("recommended.first=The boot");
  });

  it("shows nothing of a sensitive category but by that sensitivity's rule", () => {
    const guard = {
      ...anEngineContext().guard,
      facts: new Map([["category.health", "special"]] as const),
      rules: new Map([
        ...anEngineContext().guard.rules,
        ["special", aGuardRule({ provenance: ["declared", "observed"] })] as const,
      ]),
    };
    const all = aTreatment("email", { recommend: { scenario: "for-you", n: 5, minimum: 1 } });
    const context = recommending({ guard }, all);
    const ids = (person: ReturnType<typeof aPerson>) =>
      person.decide({ items: ["shoe"] }).message?.recommendations?.map(({ id }) => id);
    expect(ids(aPerson(context))).not.toContain("test");
    // Who looked at such things shows that themselves.
    const person = aPerson(context);
    person.edit((draft) =>
      draft.rememberItem({ id: "x", kind: "view", time: 1, category: "health/pregnancy", price: 9 }, 20),
    );
    expect(ids(person)).toContain("test");
  });

  it("shows nothing beside words that had to be softened", () => {
    const guard = {
      ...anEngineContext().guard,
      facts: new Map([["item.id", "intimate"]] as const),
      rules: new Map([
        ...anEngineContext().guard.rules,
        ["intimate", aGuardRule({ audiences: [], otherwise: "soften" })] as const,
      ]),
    };
    const soft = aTreatment("email", { recommend: SIMILAR, copy: [someWords("item.id"), someWords()] });
    const { message } = aPerson(recommending({ guard }, soft)).decide({ items: ["shoe"] });
    expect(message?.copy.body).toBe("Plain words");
    expect(message?.recommendations).toBeUndefined();
  });
});
