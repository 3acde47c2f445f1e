import { describe, expect, it } from "vitest";
import { aContact, aDraft, aView } from "../../../test/harness/draft-of.js";
import { aMoment, anAction, anEngineContext, aTreatment, MONDAY } from "../../../test/harness/engine-context.js";
import type { ActionClass } from "../../domain/action.js";
import type { Channel } from "../../domain/message.js";
import { NO_POPULATION } from "../../domain/population.js";
import { DAY } from "../../domain/time.js";
import { suitabilityPolicy } from "./suitability.js";

const VIEW = aView({ standing: { lifecycle: "active" } });
/** Others notice 4 messages in 10. */
const context = anEngineContext({
  channelChoice: { confidence: 0.9, minimumMessages: 5, dropShare: 0.2 },
  population: {
    ...NO_POPULATION,
    version: "p",
    channels: new Map(
      ["email", "push", "onsite"].map((channel) => [`${channel}/noticed`, { sent: 100_000, positive: 40_000 }]),
    ),
  },
});

interface Asked {
  readonly channel?: Channel;
  readonly of?: ActionClass;
  readonly noticed?: number;
  readonly days?: number;
  readonly context?: typeof context;
}

function codeAfter(messages: number, asked: Asked = {}): string | undefined {
  const { channel = "email", of = "promotional", noticed = 0, days = 1 } = asked;
  const contacts = Array.from({ length: messages }, (_, i) =>
    aContact(MONDAY - days * DAY, { channel, message: `m${i}`, outcome: i < noticed ? 1 : 0 }),
  );
  const option = { action: anAction({ class: of }), treatment: aTreatment(channel) };
  return suitabilityPolicy(aDraft({ contacts }), option, asked.context ?? context, aMoment(), VIEW)?.code;
}

describe("a channel that a person ignores", () => {
  it("is dropped when that is sure enough, and not before", () => {
    expect(codeAfter(4)).toBeUndefined();
    expect(codeAfter(15)).toBeUndefined();
    expect(codeAfter(60)).toBe("channel.ignored");
  });

  it("is not one on which they open now and then", () => {
    expect(codeAfter(60, { noticed: 6 })).toBeUndefined();
  });

  it("is tried again when that is long ago", () => {
    expect(codeAfter(60, { days: 300 })).toBeUndefined();
  });

  it("is dropped for what the shop wants, not for what the person is owed", () => {
    expect(codeAfter(60, { of: "education" })).toBe("channel.ignored");
    expect(codeAfter(60, { of: "service" })).toBeUndefined();
    expect(codeAfter(60, { of: "transactional" })).toBeUndefined();
  });

  it("is never the site itself", () => {
    expect(codeAfter(60, { channel: "onsite" })).toBeUndefined();
    expect(codeAfter(60, { channel: "push" })).toBe("channel.ignored");
  });

  it("is not dropped where the configuration says never", () => {
    const never = { ...context, channelChoice: { ...context.channelChoice, dropShare: 0 } };
    expect(codeAfter(60, { context: never })).toBeUndefined();
  });
});
