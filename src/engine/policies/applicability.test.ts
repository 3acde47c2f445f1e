import { describe, expect, it } from "vitest";
import { aDraft, aView } from "../../../test/harness/draft-of.js";
import {
  type ActionOverrides,
  aMoment,
  anAction,
  anEngineContext,
  aRule,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import type { Moment } from "../../domain/consideration.js";
import type { Escalation, ItemRecord, OrderRecord } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY } from "../../domain/time.js";
import { applicabilityPolicy } from "./applicability.js";

const base = anEngineContext();
const context = anEngineContext({
  occasions: { ...base.occasions, replenishment: new Map([["coffee", 30 * DAY]]) },
});
const codeOf = (draft: ProfileDraft, moment: Partial<Moment> = {}, action: ActionOverrides = {}) =>
  applicabilityPolicy(
    draft,
    { action: anAction(action), treatment: aTreatment("email") },
    context,
    aMoment(moment),
    aView(),
  )?.code;

const anOrder = (...items: string[]): OrderRecord => ({ id: "o", time: MONDAY - DAY, value: 9, pieces: 1, items });
const anItem = (id: string, category: string): ItemRecord => ({ id, kind: "order", time: 1, category, price: 5 });

describe("applicability", () => {
  it("does not speak of what was just bought", () => {
    expect(codeOf(aDraft(), { items: [], justBought: true })).toBe("applicability.just-bought");
    expect(codeOf(aDraft(), { justBought: true })).toBeUndefined();
    expect(codeOf(aDraft(), { items: [] })).toBeUndefined();
  });

  it("does not offer what the person has", () => {
    const owner = aDraft({ orders: [anOrder("shoe")] });
    expect(codeOf(owner)).toBe("applicability.owned");
    expect(codeOf(owner, { items: ["shoe", "hat"] })).toBeUndefined();
    expect(codeOf(owner, {}, { class: "service" })).toBeUndefined();
    expect(codeOf(owner, { occasion: "order-placed" })).toBeUndefined();
    expect(codeOf(owner, { occasion: "replenishment-due" })).toBeUndefined();
  });

  it("does not hold against them what runs out, nor what they put in the cart again", () => {
    const coffee = aDraft({ orders: [anOrder("beans")], items: [anItem("beans", "coffee")] });
    expect(codeOf(coffee, { items: ["beans"] })).toBeUndefined();
    const line = { item: "shoe", quantity: 1, price: 9, category: "", name: "" };
    const cartOf = (time: number) => ({ lines: [{ ...line, time }], announced: [] });
    expect(codeOf(aDraft({ orders: [anOrder("shoe")], cart: cartOf(MONDAY) }))).toBeUndefined();
    expect(codeOf(aDraft({ orders: [anOrder("shoe")], cart: cartOf(MONDAY - 2 * DAY) }))).toBe("applicability.owned");
  });

  it("does not offer what can't be bought, in whatever class", () => {
    const person = aDraft({ outOfStock: ["shoe"] });
    expect(codeOf(person)).toBe("applicability.out-of-stock");
    expect(codeOf(person, { items: ["shoe", "hat"] })).toBeUndefined();
    expect(codeOf(person, { occasion: "replenishment-due" }, { class: "service" })).toBe("applicability.out-of-stock");
    expect(codeOf(person, { occasion: "event" }, { class: "service" })).toBeUndefined();
    expect(codeOf(person, { occasion: "order-status" }, { class: "service" })).toBeUndefined();
    expect(codeOf(person, {}, { class: "transactional" })).toBeUndefined();
  });

  it("does not begin again what is under way; its own next step may speak", () => {
    const open: Escalation = {
      action: "cart-reminder",
      step: 1,
      occasion: "cart-abandoned",
      subject: "",
      items: [],
      value: 0,
      occasionAt: 0,
      openedAt: 0,
      visitFrom: 0,
    };
    const person = aDraft({ escalations: [open] });
    expect(codeOf(person)).toBe("applicability.in-progress");
    expect(codeOf(person, { step: { action: "cart-reminder", index: 1 } })).toBeUndefined();
    expect(codeOf(person, {}, { id: "another" })).toBeUndefined();
  });

  it("ends at a rule that does not hold", () => {
    const policy = { eligibility: [], applicability: [aRule("no", () => false)], suitability: [] };
    expect(codeOf(aDraft(), {}, { policy })).toBe("applicability.rule");
  });
});
