import { describe, expect, it } from "vitest";
import { aDraft, aTrait } from "../../../test/harness/draft-of.js";
import { aMoment, anAction, anEngineContext, aTreatment, MONDAY } from "../../../test/harness/engine-context.js";
import type { ActionClass } from "../../domain/action.js";
import type { Moment, Refusal } from "../../domain/consideration.js";
import type { Preferences } from "../../domain/profile.js";
import { DAY, HOUR } from "../../domain/time.js";
import { preferencePolicy } from "./preference.js";

const context = anEngineContext();
function refusal(
  declared: Partial<Preferences>,
  of: ActionClass = "promotional",
  moment: Partial<Moment> = {},
  zone = "UTC",
): Refusal | undefined {
  const draft = aDraft({ preferences: { at: 1, ...declared }, traits: [aTrait("timezone", zone)] });
  const option = { action: anAction({ class: of }), treatment: aTreatment("email") };
  return preferencePolicy(draft, option, context, aMoment(moment));
}

describe("declared preferences", () => {
  it("restrict channels, topics and times; an empty list restricts nothing", () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal({ channels: ["sms"] })?.code).toBe("preference.channel");
    expect(refusal({ channels: ["sms", "email"] })).toBeUndefined();
    expect(refusal({ topics: ["news"] })?.code).toBe("preference.topic");
    expect(refusal({ topics: ["news", "shop"] })).toBeUndefined();
    expect(refusal({ refusedTopics: ["shop"] })?.code).toBe("preference.topic");
    expect(refusal({ pausedUntil: MONDAY + 1 })?.code).toBe("preference.paused");
    expect(refusal({ pausedUntil: MONDAY })).toBeUndefined();
  });

  it("of topics and pauses are not for services; none of them is for what a contract needs", () => {
    const all = { refusedTopics: ["shop"], pausedUntil: MONDAY + 1 };
    expect(refusal(all, "education")?.code).toBe("preference.topic");
    expect(refusal(all, "service")).toBeUndefined();
    expect(refusal({ channels: ["sms"] }, "service")?.code).toBe("preference.channel");
    expect(refusal({ ...all, channels: ["sms"], weekdays: [7] }, "transactional")).toBeUndefined();
  });

  it("don't hold back what the person asks for now", () => {
    const asked = { occasion: "send-requested" } as const;
    expect(refusal({ channels: ["sms"], weekdays: [7] }, "service", asked)).toBeUndefined();
    expect(refusal({ channels: ["sms"] }, "promotional", asked)?.code).toBe("preference.channel");
  });

  it("of times say from when on it may be said, in the person's zone", () => {
    // MONDAY is 10:00 in UTC, 11:00 in Warsaw.
    expect(refusal({ from: 18 * 60, until: 21 * 60 })).toMatchObject({
      code: "preference.time",
      until: MONDAY + 8 * HOUR,
    });
    expect(refusal({ from: 18 * 60, until: 21 * 60 }, "promotional", {}, "Europe/Warsaw")?.until).toBe(
      MONDAY + 7 * HOUR,
    );
    expect(refusal({ weekdays: [6, 7] })?.until).toBe(MONDAY + 5 * DAY - 10 * HOUR);
    expect(refusal({ weekdays: [1], from: 22 * 60, until: 11 * 60 })).toBeUndefined();
  });
});
