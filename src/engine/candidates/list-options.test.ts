import { describe, expect, it } from "vitest";
import { anAction, aMoment, aPredicate, aTreatment, MONDAY } from "../../../test/harness/engine-context.js";
import type { Action } from "../../domain/action.js";
import type { Moment } from "../../domain/consideration.js";
import { isForPerson } from "../../domain/experiment.js";
import { knownPerson } from "../../domain/person.js";
import type { View } from "../../domain/view.js";
import { listOptions } from "./list-options.js";

const ada = knownPerson("ada");
const speaking = (language: string) => ({ person: { language } }) as View;

function list(actions: readonly Action[], moment: Partial<Moment> = {}, language = "", person = ada) {
  const { options, refused } = listOptions(actions, aMoment(moment), person, speaking(language));
  return {
    options: options.map(({ action, treatment }) => `${action.id}/${treatment.id}`),
    refused: refused.map(({ option, refusal }) => `${option.action.id}/${option.treatment.id} ${refusal.code}`),
  };
}

describe("the options of a moment", () => {
  it("are the treatments of the actions for this occasion and what it is about", () => {
    const tagged = (id: string, of: string[]) => anAction({ id, trigger: { occasion: "tag-assigned", of } });
    const actions = [tagged("vip", ["vip"]), tagged("any", []), tagged("other", ["b2b", "staff"]), anAction()];
    expect(list(actions, { occasion: "tag-assigned", subject: "vip" })).toEqual({
      options: ["vip/by-email", "any/by-email"],
      refused: [],
    });
  });

  it("name the actions whose condition does not hold, and those of another season", () => {
    const actions = [
      anAction({ id: "no", trigger: { when: aPredicate(() => false, { source: "cart.value > 100.0" }) } }),
      anAction({ id: "yes", trigger: { when: aPredicate(() => true) } }),
      anAction({ id: "next-year", validFrom: MONDAY + 1 }),
      anAction({ id: "last-year", validUntil: MONDAY }),
      anAction({ id: "this-year", validFrom: MONDAY, validUntil: MONDAY + 1 }),
    ];
    expect(list(actions)).toEqual({
      options: ["yes/by-email", "this-year/by-email"],
      refused: [
        "no/by-email candidate.trigger",
        "next-year/by-email candidate.validity",
        "last-year/by-email candidate.validity",
      ],
    });
  });

  it("hold one variant of an experiment for each person", () => {
    const variant = (name: string, from: number, to: number) =>
      anAction({
        treatments: [aTreatment("email", { id: name })],
        variantOf: { experiment: "words", variant: name, from, to, salt: "words" },
      });
    const actions = [variant("short", 0, 5_000), variant("long", 5_000, 10_000)];
    for (let i = 0; i < 50; i++) {
      const person = knownPerson(`p${i}`);
      const mine = actions.find((action) => isForPerson(action, person)) as Action;
      expect(list(actions, {}, "", person)).toEqual({
        options: [`cart-reminder/${mine.variantOf?.variant}`],
        refused: [],
      });
    }
  });

  it("of a further step are only that step's, whatever the trigger asked for", () => {
    const action = anAction({
      id: "ladder",
      trigger: { when: aPredicate(() => false), of: ["nothing"] },
      steps: [
        { afterMs: 1, atNextVisit: false, treatments: [aTreatment("sms", { id: "code" })] },
        { afterMs: 1, atNextVisit: true, treatments: [aTreatment("onsite", { id: "popup" })] },
      ],
    });
    const at = (index: number) => list([anAction(), action], { step: { action: "ladder", index } }).options;
    expect([at(1), at(2), at(3)]).toEqual([["ladder/code"], ["ladder/popup"], []]);
  });
});

describe("a person's language", () => {
  const treatments = [
    aTreatment("email", { id: "british", locale: "en-GB" }),
    aTreatment("email", { id: "english", locale: "en" }),
    aTreatment("email", { id: "swedish", locale: "sv" }),
    aTreatment("email", { id: "anybody" }),
    aTreatment("sms", { id: "short" }),
  ];
  it.each([
    ["en-GB", ["british", "short"]],
    ["en-us", ["english", "short"]],
    ["sv", ["swedish", "short"]],
    ["SV-FI", ["swedish", "short"]],
    ["de-AT", ["anybody", "short"]],
    ["", ["anybody", "short"]],
  ])("%s is spoken as well as each channel can", (language, ids) => {
    const { options, refused } = list([anAction({ id: "a", treatments })], {}, language);
    expect(options).toEqual(ids.map((id) => `a/${id}`));
    expect(refused).toHaveLength(treatments.length - ids.length);
    expect(refused.every((one) => one.endsWith("candidate.locale"))).toBe(true);
  });

  it("is never replaced by one that isn't theirs", () => {
    const only = [aTreatment("email", { id: "swedish", locale: "sv" })];
    expect(list([anAction({ id: "a", treatments: only })], {}, "de").refused).toEqual(["a/swedish candidate.locale"]);
  });
});

describe("a slot on the site", () => {
  const treatments = [
    aTreatment("onsite", { id: "hero", slot: "hero" }),
    aTreatment("onsite", { id: "footer", slot: "footer" }),
    aTreatment("onsite", { id: "anywhere" }),
    aTreatment("email"),
  ];
  it("is filled by what is made for it, or for none", () => {
    const action = anAction({ id: "a", treatments, trigger: { occasion: "slot-requested" } });
    expect(list([action], { occasion: "slot-requested", subject: "hero" })).toEqual({
      options: ["a/hero", "a/anywhere"],
      refused: ["a/footer candidate.slot", "a/by-email candidate.slot"],
    });
  });

  it("is the only place for what is made for it", () => {
    expect(list([anAction({ id: "a", treatments })])).toEqual({
      options: ["a/anywhere", "a/by-email"],
      refused: ["a/hero candidate.slot", "a/footer candidate.slot"],
    });
  });
});
