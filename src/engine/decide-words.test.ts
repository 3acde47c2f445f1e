import { describe, expect, it } from "vitest";
import { aPerson } from "../../test/harness/decide-once.js";
import {
  type ActionOverrides,
  aChannel,
  aGuardRule,
  anAction,
  anEngineContext,
  aPredicate,
  aTreatment,
  MONDAY,
  someWords,
} from "../../test/harness/engine-context.js";
import type { EngineContext } from "../domain/context.js";
import type { Decision } from "../domain/decision.js";
import type { ProfileDraft } from "../domain/profile-draft.js";
import { DAY, HOUR, MINUTE } from "../domain/time.js";

const offer = (overrides: ActionOverrides = {}) => anAction({ id: "offer", ...overrides });
const under = (actions: EngineContext["actions"], overrides: Partial<EngineContext> = {}) =>
  anEngineContext({ actions, ...overrides });
const codes = ({ candidates }: Decision) => candidates.map(({ action, stage, code }) => [action, stage, code]);
const trait = (key: string, value: string) => (draft: ProfileDraft) =>
  draft.write("traits").push({ key, value, time: MONDAY, provenance: "declared", confidence: 1 });
describe("a moment at which nothing may be said yet", () => {
  /** It is Monday 10:00 in the person's zone. */
  const wantsFromFifteen = (draft: ProfileDraft) =>
    Object.assign(draft.write("preferences"), { at: MONDAY, from: 15 * 60, until: 20 * 60 });

  it("is held until it may", () => {
    const person = aPerson(under([offer({ trigger: { waitMs: 30 * MINUTE } })]));
    person.edit(wantsFromFifteen);
    const { decision, totals } = person.decide();
    expect(decision).toMatchObject({ outcome: "held", reason: "held.until", until: MONDAY + 5 * HOUR });
    expect(person.read("plans").open).toMatchObject([{ kind: "held", due: MONDAY + 5 * HOUR }]);
    expect(totals["reasons.held.until"]).toBe(1);
  });

  it("is not held beyond the action's deadline or end, nor where somebody is there now", () => {
    const outcome = (overrides: ActionOverrides, moment = {}) => {
      const person = aPerson(under([offer(overrides)]));
      person.edit(wantsFromFifteen);
      return person.decide(moment).decision.outcome;
    };
    expect(outcome({})).toBe("held");
    expect(outcome({ validityMs: 4 * HOUR })).toBe("silence");
    expect(outcome({ validUntil: MONDAY + 4 * HOUR })).toBe("silence");
    expect(outcome({}, { openedAt: MONDAY - 20 * HOUR })).toBe("silence");
    const slot = { trigger: { occasion: "slot-requested" }, treatments: [aTreatment("onsite")] } as const;
    expect(outcome(slot, { occasion: "slot-requested", subject: "hero" })).toBe("silence");
  });

  it("is not held where something else can be said", () => {
    const person = aPerson(under([offer(), offer({ id: "help", class: "transactional" })]));
    person.edit(wantsFromFifteen);
    expect(person.decide().decision.winner).toBe("help/by-email");
    expect(person.read("plans").open).toEqual([]);
  });

  it("is let go where the profile holds as many plans as it may", () => {
    const base = under([offer()]);
    const person = aPerson({ ...base, limits: { ...base.limits, plans: 0 } });
    person.edit(wantsFromFifteen);
    const { decision, totals } = person.decide();
    expect(decision).toMatchObject({ outcome: "silence", reason: "silence.no-candidate" });
    expect(totals["reasons.occasion.too-many"]).toBe(1);
  });
});

describe("words", () => {
  it("are the first whose facts are known, and fail closed", () => {
    const copy = [someWords("person.firstName", "moment.subject"), someWords("moment.subject")];
    const said = (edit?: (draft: ProfileDraft) => void) => {
      const person = aPerson(under([offer({ treatments: [aTreatment("email", { copy })] })]));
      if (edit !== undefined) person.edit(edit);
      return person.decide({ subject: "vip" }).message?.copy.body;
    };
    expect(said(trait("first_name", "Ada"))).toBe("person.firstName=Ada, moment.subject=vip");
    expect(said()).toBe("moment.subject=vip");
    const strict = under([offer({ treatments: [aTreatment("email", { copy: [someWords("order.id")] })] })]);
    expect(aPerson(strict).decide().decision.candidates).toMatchObject([
      { stage: "copy", code: "copy.missing-fact", detail: "needs order.id" },
    ]);
  });

  const guarded = (copy: ReturnType<typeof someWords>[], otherwise: "soften" | "block" | "defer") => {
    const base = anEngineContext();
    const rules = new Map(base.guard.rules).set("personal", aGuardRule({ audiences: ["private"], otherwise }));
    return under([offer({ treatments: [aTreatment("push", { copy })] })], {
      channels: new Map([["push", aChannel("push", { audience: "lock-screen" })]]),
      guard: { ...base.guard, facts: new Map([["moment.subject", "personal"]]), rules, deferMs: HOUR },
    });
  };

  it("are softened where the guard asks for it, and the record says why", () => {
    const { decision, message } = aPerson(guarded([someWords("moment.subject"), someWords()], "soften")).decide({
      subject: "pregnancy",
    });
    expect(message?.copy.body).toBe("Plain words");
    expect(decision.candidates[0]).toMatchObject({
      code: "ok.chosen",
      guard: { verdict: "soften", facts: [{ fact: "moment.subject", sensitivity: "personal" }] },
    });
  });

  it("are not said where the guard asks for softer ones and there are none, blocks, or puts off", () => {
    const end = (otherwise: "soften" | "block" | "defer") => {
      const { decision } = aPerson(guarded([someWords("moment.subject")], otherwise)).decide({ subject: "pregnancy" });
      return [decision.outcome, ...(codes(decision)[0]?.slice(1) ?? [])];
    };
    expect(end("soften")).toEqual(["silence", "guard", "guard.no-generic"]);
    expect(end("block")).toEqual(["silence", "guard", "guard.blocked"]);
    expect(end("defer")).toEqual(["held", "guard", "guard.deferred"]);
  });

  it("leave the guard out of the record where it just allowed", () => {
    const { decision } = aPerson(under([offer()])).decide();
    expect(decision.candidates[0]).not.toHaveProperty("guard");
  });

  it("are in the person's language", () => {
    const treatments = [
      aTreatment("email", { id: "swedish", locale: "sv" }),
      aTreatment("email", { id: "english", locale: "en" }),
    ];
    const person = aPerson(under([offer({ treatments })]));
    person.edit(trait("language", "sv-SE"));
    const { decision } = person.decide();
    expect(decision.winner).toBe("offer/swedish");
    expect(codes(decision)[1]).toEqual(["offer", "candidates", "candidate.locale"]);
  });
});

describe("a slot on the site", () => {
  it("is answered with what is made for it", () => {
    const treatments = [aTreatment("onsite", { id: "hero", slot: "hero" }), aTreatment("onsite", { id: "any" })];
    const context = under([offer({ treatments, trigger: { occasion: "slot-requested" } })]);
    const at = (subject: string) => aPerson(context).decide({ occasion: "slot-requested", subject }).message;
    expect(at("hero")).toMatchObject({ treatment: "hero", slot: "hero" });
    expect(at("footer")).toMatchObject({ treatment: "any", slot: "footer" });
  });
});

describe("a condition", () => {
  it("that does not hold is named", () => {
    const when = aPredicate((view) => view.moment.value > 100, { source: "moment.value > 100.0" });
    const context = under([offer({ trigger: { when } })]);
    expect(aPerson(context).decide({ value: 50 }).decision.candidates).toMatchObject([
      { stage: "candidates", code: "candidate.trigger", detail: "moment.value > 100.0" },
    ]);
    expect(aPerson(context).decide({ value: 150 }).decision.outcome).toBe("message");
  });
});

describe("an action with steps", () => {
  const ladder = offer({
    goal: { event: "Order Completed", windowMs: 7 * DAY },
    steps: [{ afterMs: DAY, atNextVisit: false, treatments: [aTreatment("onsite", { id: "popup" })] }],
  });

  it("goes on after its first message, and further steps say which they are", () => {
    const person = aPerson(under([ladder]));
    expect(person.decide().message?.step).toBe(0);
    expect(person.read("escalations")).toMatchObject([{ action: "offer", step: 1 }]);
    const step = {
      ref: "step1-offer",
      time: MONDAY + DAY,
      openedAt: MONDAY + DAY,
      step: { action: "offer", index: 1 },
    };
    const { decision, message } = person.decide(step);
    expect(message).toMatchObject({ treatment: "popup", step: 1 });
    expect(decision.candidates).toMatchObject([{ treatment: "popup", step: 1, code: "ok.chosen" }]);
    expect(person.read("cart").announced).toEqual(["w1800000"]);
  });
});

describe("a coupon", () => {
  const copy = [someWords("coupon.code", "coupon.expires")];
  const withCode = (overrides: ActionOverrides = {}) =>
    offer({ treatments: [aTreatment("email", { copy, coupon: "vip" })], ...overrides });
  const coupons = (...list: string[]): Pick<EngineContext, "coupons"> => ({
    coupons: new Map([["vip", { id: "vip", kind: "list", codes: list, validMs: 3 * DAY }]]),
  });

  it("is the person's when the message leaves, and waits for them until it is used", () => {
    const person = aPerson(under([withCode()], coupons("A", "B")));
    const first = person.decide();
    expect(first.message).toMatchObject({
      coupon: "A",
      copy: { body: "coupon.code=A, coupon.expires=2026-03-05" },
      expiresAt: MONDAY + DAY,
    });
    expect(first.learnt["coupons/vip"]).toBe(1);
    const again = person.decide({ time: MONDAY + HOUR });
    expect(again.message?.coupon).toBe("A");
    expect(again.learnt["coupons/vip"]).toBeUndefined();
    expect(person.read("coupons")).toMatchObject([{ code: "A", action: "offer", used: 0 }]);
  });

  it("that was rendered and not sent uses up nothing", () => {
    const person = aPerson(under([withCode(), offer({ id: "better", value: 100 })], coupons("A")));
    const { decision, learnt } = person.decide();
    expect(decision.winner).toBe("better/by-email");
    expect(learnt["coupons/vip"]).toBeUndefined();
    expect(person.read("coupons")).toEqual([]);
  });

  it("ends the option where none are left", () => {
    const person = aPerson(under([withCode()], coupons()));
    expect(codes(person.decide().decision)).toEqual([["offer", "eligibility", "coupon.none-left"]]);
  });

  it("is never the same for two decisions of one step", () => {
    const codesOf = under(
      [withCode({ id: "one", trigger: { of: ["y"] } }), withCode({ id: "two", trigger: { of: ["x"] } })],
      coupons("A", "B"),
    );
    const person = aPerson(codesOf);
    const said = person.decideAll([{ subject: "y" }, { subject: "x", ref: "w2" }]);
    expect(said.messages.map(({ coupon }) => coupon).sort()).toEqual(["A", "B"]);
  });
});
