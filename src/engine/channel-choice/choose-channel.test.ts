import { describe, expect, it } from "vitest";
import { aContact, aDraft, aView } from "../../../test/harness/draft-of.js";
import { anAction, anEngineContext, aTreatment, MONDAY } from "../../../test/harness/engine-context.js";
import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import { NO_POPULATION } from "../../domain/population.js";
import type { Contact } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY } from "../../domain/time.js";
import { chooseChannel, type Way } from "./choose-channel.js";

const base = anEngineContext();
const PRIORS = { email: 0.05, sms: 0.06, push: 0.04, onsite: 0.03, webhook: 0.05 };

function contextWith(overrides: Partial<EngineContext> = {}): EngineContext {
  return anEngineContext({ arbitration: { ...base.arbitration, priors: PRIORS, priorStrength: 20 }, ...overrides });
}

const action = anAction();

function way(channel: Channel, cost = 0, prior?: number): Way {
  const treatment = aTreatment(channel, prior === undefined ? {} : { prior });
  const factors = { p: 0.1, c: 1, v: 10, l: 1, priority: 1, relevance: 1, cost, score: 1, evidence: 0 } as const;
  return { option: { action, treatment }, factors: { ...factors, model: "prior" } };
}

function chosen(ways: readonly Way[], draft: ProfileDraft = aDraft(), context = contextWith()) {
  const choice = chooseChannel(draft, ways, context, MONDAY, aView({ standing: { lifecycle: "active" } }));
  return choice === undefined ? undefined : `${choice.channel}: ${choice.because}`;
}

/** Messages of the last days on a channel, so many of which were clicked. */
function sent(channel: Channel, messages: number, clicked: number, days = 1): Contact[] {
  return Array.from({ length: messages }, (_, i) =>
    aContact(MONDAY - days * DAY, { channel, message: `${channel}${i}`, outcome: i < clicked ? 2 : 0 }),
  );
}

describe("the channel of an action", () => {
  it("is no question where there is one", () => {
    expect(chosen([way("email"), way("email")])).toBeUndefined();
  });

  it("is the one that is worth most with everybody, before anything is known of the person", () => {
    expect(chosen([way("onsite"), way("email"), way("push")])).toBe("email: usual");
    expect(chosen([way("email"), way("sms")])).toBe("sms: usual");
    // 6 answers in 100 are worth 60 cents, of which the message takes 30.
    expect(chosen([way("email"), way("sms", 0.3)])).toBe("email: usual");
    expect(chosen([way("email"), way("push", 0, 0.2)])).toBe("push: usual");
  });

  it("is the one that people like them answer on, once that is known", () => {
    const channels = new Map([
      ["email", { sent: 10_000, positive: 500 }],
      ["push", { sent: 10_000, positive: 300 }],
      ["push@customer-any", { sent: 5_000, positive: 600 }],
    ]);
    const population = { ...NO_POPULATION, version: "p", channels };
    expect(chosen([way("email"), way("push")], aDraft(), contextWith({ population }))).toBe("push: usual");
  });

  it("is the first that the person declared, whatever they answer on", () => {
    const draft = aDraft({
      preferences: { at: 1, channels: ["push", "email", "onsite"] },
      contacts: [...sent("email", 10, 10), ...sent("push", 10, 0)],
    });
    expect(chosen([way("email"), way("push"), way("onsite")], draft)).toBe("push: declared");
    expect(chosen([way("onsite"), way("email")], draft)).toBe("email: declared");
  });
});

describe("another channel takes its place", () => {
  const ways = [way("email"), way("push")];
  const answering = (email: readonly [number, number], push: readonly [number, number], days = 1) =>
    aDraft({ contacts: [...sent("email", ...email, days), ...sent("push", ...push, days)] });

  it("when it is surely the better one for this person, after enough messages on it", () => {
    expect(chosen(ways, answering([10, 0], [5, 0]))).toBe("email: usual");
    expect(chosen(ways, answering([0, 0], [4, 3]))).toBe("email: usual");
    expect(chosen(ways, answering([10, 0], [6, 3]))).toBe("push: responds");
    expect(chosen(ways, answering([10, 3], [6, 3]))).toBe("email: usual");
  });

  it("the more surely, the more confidence is asked for", () => {
    const draft = answering([4, 0], [6, 2]);
    const asking = (confidence: number) =>
      contextWith({ channelChoice: { confidence, minimumMessages: 5, dropShare: 0 } });
    expect(chosen(ways, draft, asking(0.7))).toBe("push: responds");
    expect(chosen(ways, draft, asking(0.99))).toBe("email: usual");
  });

  it("only while it is lately so: what was long ago fades", () => {
    expect(chosen(ways, answering([10, 0], [6, 3], 1))).toBe("push: responds");
    expect(chosen(ways, answering([10, 0], [6, 3], 60))).toBe("email: usual");
  });

  it("only where it is worth its cost", () => {
    const dear = [way("email"), way("push", 2)];
    expect(chosen(dear, answering([10, 0], [6, 3]))).toBe("email: usual");
  });
});
