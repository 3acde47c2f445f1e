import { describe, expect, it } from "vitest";
import { aDraft, aLedger, aTrait, aView } from "../../../test/harness/draft-of.js";
import {
  type ActionOverrides,
  aGuardRule,
  aMoment,
  anAction,
  anEngineContext,
  aTreatment,
  MONDAY,
  someWords,
} from "../../../test/harness/engine-context.js";
import type { Moment } from "../../domain/consideration.js";
import type { GuardPolicy, GuardRule, Sensitivity } from "../../domain/policy.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { MINUTE } from "../../domain/time.js";
import type { View } from "../../domain/view.js";
import { judge } from "./judge.js";

const base = anEngineContext();

interface Asked {
  readonly guard?: Partial<GuardPolicy>;
  readonly rule?: Partial<GuardRule>;
  readonly facts?: readonly string[];
  readonly uses?: readonly string[];
  readonly draft?: ProfileDraft;
  readonly view?: View;
  readonly evidence?: number;
  readonly action?: ActionOverrides;
  readonly moment?: Partial<Moment>;
}
/** Words about a first name, which is personal, unless told otherwise. */
function judged(asked: Asked = {}) {
  const { facts = ["person.firstName"], uses = [], evidence = 1 } = asked;
  const { draft = aDraft({ traits: [aTrait("firstName", "Ada")] }), view = aView() } = asked;
  const listed = new Map<string, Sensitivity>([["person.firstName", "personal"]]);
  const rules = new Map(base.guard.rules).set("personal", aGuardRule(asked.rule));
  const context = anEngineContext({ guard: { ...base.guard, facts: listed, rules, ...asked.guard } });
  const option = { action: anAction(asked.action), treatment: aTreatment("email", { uses }) };
  return judge(draft, option, someWords(...facts), context, aMoment(asked.moment), view, evidence);
}

describe("a fact under the rule of its sensitivity", () => {
  it("passes when all that the rule asks for is given", () => {
    expect(judged()).toEqual({
      verdict: "allow",
      facts: [{ fact: "person.firstName", sensitivity: "personal", provenance: "declared", confidence: 1 }],
    });
  });

  it.each<[string, Partial<GuardRule>, string]>([
    ["provenance", { provenance: ["observed"] }, "it is declared"],
    ["audience", { audiences: ["public"] }, "email is private"],
    ["evidence", { minimumEvidence: 0.5 }, "own evidence 0.25 of 0.5"],
    ["purpose", { purpose: "health" }, "consent health/email: unknown"],
  ])("fails for its %s, with the rule's verdict", (_, rule, problem) => {
    const { verdict, facts } = judged({ rule: { ...rule, otherwise: "soften" }, evidence: 0.25 });
    expect([verdict, facts[0]?.problem]).toEqual(["soften", problem]);
  });

  it("fails for its confidence; all problems are named", () => {
    const draft = aDraft({ traits: [aTrait("first_name", "Ada", { provenance: "inferred", confidence: 0.7 })] });
    const rule = { provenance: ["declared"], minimumConfidence: 0.8 } as const;
    expect(judged({ draft, rule })).toMatchObject({
      verdict: "block",
      facts: [{ problem: "it is inferred; confidence 0.7 of 0.8" }],
    });
  });

  it("passes with the purpose agreed to on this channel, while the agreement lasts", () => {
    const rule = { purpose: "health" };
    const of = (validUntil: number) =>
      aDraft({ traits: [aTrait("firstName", "Ada")], consent: aLedger({ purpose: "health", validUntil }) });
    expect(judged({ rule, draft: of(MONDAY + 1) }).verdict).toBe("allow");
    expect(judged({ rule, draft: of(MONDAY) }).verdict).toBe("block");
  });

  it("is blocked where its sensitivity has no rule", () => {
    expect(judged({ guard: { rules: new Map() } }).verdict).toBe("block");
  });

  it("is not looked at where it is not known: words that need it can't be said", () => {
    expect(judged({ draft: aDraft(), rule: { audiences: [] } })).toEqual({ verdict: "allow", facts: [] });
  });

  it("that shows what opened the moment is judged as that", () => {
    const { facts } = judged({ facts: ["moment.subject"], moment: { occasion: "tag-assigned", subject: "patient" } });
    expect(facts).toMatchObject([{ fact: "moment.subject", provenance: "third-party" }]);
  });

  it("that is put off is looked at again later", () => {
    expect(judged({ rule: { audiences: [], otherwise: "defer" } })).toMatchObject({
      verdict: "defer",
      until: MONDAY + base.guard.deferMs,
    });
  });
});

describe("the verdict", () => {
  const uses = ["trait.pregnant"];
  const guard = (otherwise: GuardRule["otherwise"]): Partial<GuardPolicy> => ({
    facts: new Map([
      ["person.firstName", "personal"],
      ["trait.pregnant", "special"],
    ]),
    rules: new Map([
      ["personal", aGuardRule({ audiences: [], otherwise: "soften" })],
      ["special", aGuardRule({ audiences: [], otherwise })],
    ]),
  });

  it("is the strictest of the facts'", () => {
    expect(judged({ uses, guard: guard("block") }).verdict).toBe("block");
    expect(judged({ uses, guard: guard("defer") }).verdict).toBe("defer");
    expect(judged({ uses, guard: guard("soften") })).not.toHaveProperty("until");
  });

  it("on generic words looks at nothing but what they name", () => {
    expect(judged({ uses, facts: [], guard: guard("block") })).toEqual({ verdict: "allow", facts: [] });
  });

  it("on words that rest on what nobody told takes it for the weakest word there is", () => {
    const { facts } = judged({ uses, guard: guard("block") });
    expect(facts[1]).toMatchObject({ fact: "trait.pregnant", provenance: "third-party", confidence: 0 });
  });
});

describe("a name", () => {
  const known = (orders: number, sessions: number) =>
    judged({
      guard: { minimumRelationship: 3 },
      view: aView({ orders: { count: orders }, activity: { sessions } }),
    });

  it("is used only by a shop that knows the person", () => {
    expect(known(0, 4)).toMatchObject({ verdict: "soften", facts: [{ problem: "relationship 1 of 3" }] });
    expect(known(1, 3).verdict).toBe("soften");
    expect(known(1, 4).verdict).toBe("allow");
    expect(known(0, 12).verdict).toBe("allow");
  });

  it("is no other fact", () => {
    const draft = aDraft({ traits: [aTrait("city", "Gdynia")] });
    expect(judged({ draft, facts: ["person.city"], guard: { minimumRelationship: 3 } }).verdict).toBe("allow");
  });
});

describe("a checkout", () => {
  const begun = aDraft({ activity: { checkoutBegun: MONDAY - 10 * MINUTE } });
  const at = (minutes: number, action: ActionOverrides = {}) =>
    judged({ draft: begun, facts: [], guard: { checkoutMs: minutes * MINUTE }, action });

  it("is not disturbed by what sells", () => {
    expect(at(15)).toMatchObject({
      verdict: "defer",
      until: MONDAY + 5 * MINUTE,
      facts: [{ fact: "activity.checkout" }],
    });
    expect(at(15, { class: "service" }).verdict).toBe("allow");
    expect(at(10).verdict).toBe("allow");
    expect(at(0).verdict).toBe("allow");
  });
});
