import { describe, expect, it } from "vitest";
import { aContact, aDraft, aView } from "../../../test/harness/draft-of.js";
import {
  type ActionOverrides,
  aMoment,
  anAction,
  anEngineContext,
  aRule,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import type { Occasion } from "../../domain/action.js";
import type { SilencePolicy } from "../../domain/policy.js";
import type { Contact } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY } from "../../domain/time.js";
import { recordContact } from "./contact-ring.js";
import { suitabilityPolicy } from "./suitability.js";

const base = anEngineContext();
const silent = (mode: SilencePolicy["mode"]) =>
  anEngineContext({
    occasions: { ...base.occasions, silence: [{ channel: "email", afterMs: 180 * DAY, mode, pauseMs: 30 * DAY }] },
  });

interface Asked {
  readonly context?: typeof base;
  readonly time?: number;
  readonly occasion?: Occasion;
  readonly seasons?: string[];
  readonly action?: ActionOverrides;
}
function codeOf(draft: ProfileDraft, asked: Asked = {}): string | undefined {
  const { context = base, time = MONDAY, occasion = "cart-abandoned", seasons = [], action = {} } = asked;
  const option = { action: anAction(action), treatment: aTreatment("email") };
  return suitabilityPolicy(draft, option, context, aMoment({ time, occasion }), aView({ moment: { seasons } }))?.code;
}

/** Of an e-mail sent at MONDAY nothing came. */
const ignoring = (...contacts: Contact[]) => aDraft({ responses: { ignored: [MONDAY, 1, 0] }, contacts });

describe("suitability", () => {
  it("sells nothing to who waits for help", () => {
    const person = aDraft({ activity: { serviceOpened: MONDAY - DAY } });
    expect(codeOf(person)).toBe("suitability.service-open");
    expect(codeOf(person, { action: { class: "service" } })).toBeUndefined();
  });

  it("ends at a rule that does not hold", () => {
    const policy = { eligibility: [], applicability: [], suitability: [aRule("no", () => false)] };
    expect(codeOf(aDraft(), { action: { policy } })).toBe("suitability.rule");
  });
});

describe("silence on a channel", () => {
  it("begins after the first message that was not answered; without a message there is none", () => {
    const context = silent("season");
    const at = (days: number) => codeOf(ignoring(), { context, time: MONDAY + days * DAY });
    expect([at(0), at(179), at(180), at(500)]).toEqual([
      undefined,
      undefined,
      "suitability.silence",
      "suitability.silence",
    ]);
    const answered = aDraft({ responses: { ignored: [0, 0, MONDAY] } });
    expect(codeOf(answered, { context, time: MONDAY + 500 * DAY })).toBeUndefined();
  });

  it("keeps them for key seasons, or only wins them back, and never holds back a service", () => {
    const late = { time: MONDAY + 200 * DAY };
    const season = { context: silent("season"), ...late };
    expect(codeOf(ignoring(), { ...season, seasons: ["christmas"] })).toBeUndefined();
    const winBack = { context: silent("win-back"), ...late };
    expect(codeOf(ignoring(), winBack)).toBe("suitability.silence");
    expect(codeOf(ignoring(), { ...winBack, occasion: "silence" })).toBeUndefined();
    expect(codeOf(ignoring(), { ...winBack, action: { class: "service" } })).toBeUndefined();
  });

  it("pauses, then lets one message through, then pauses again", () => {
    const context = silent("pause");
    const person = ignoring(aContact(MONDAY));
    const at = (days: number) => codeOf(person, { context, time: MONDAY + days * DAY });
    expect([at(179), at(180), at(209), at(210)]).toEqual([
      undefined,
      "suitability.silence",
      "suitability.silence",
      undefined,
    ]);
    recordContact(person, aContact(MONDAY + 211 * DAY), context);
    expect([at(211), at(240), at(241)]).toEqual(["suitability.silence", "suitability.silence", undefined]);
  });
});
