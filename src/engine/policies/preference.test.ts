import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aDraft, aTrait } from "../../../test/harness/draft-of.js";
import { aMoment, anAction, anEngineContext, aTreatment, MONDAY } from "../../../test/harness/engine-context.js";
import type { ActionClass } from "../../domain/action.js";
import type { Moment, Refusal } from "../../domain/consideration.js";
import type { Preferences } from "../../domain/profile.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";
import { localTime } from "../../domain/zone.js";
import { preferencePolicy } from "./preference.js";
import { nextWanted } from "./wanted-hours.js";

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

describe("the next wanted moment", () => {
  const utc = (text: string) => Date.parse(`${text}Z`);
  const warsaw = (hours: Partial<Preferences>, text: string) =>
    nextWanted({ weekdays: [], from: 0, until: 0, ...hours }, "Europe/Warsaw", utc(text));

  it("is after the gap where clocks are put forward over it", () => {
    // On 2026-03-29 02:00 becomes 03:00 in Warsaw, at 01:00 UTC.
    expect(warsaw({ from: 150, until: 240 }, "2026-03-29T00:30:00")).toBe(utc("2026-03-29T01:00:00"));
    // 02:30 to 02:45 does not exist that day.
    expect(warsaw({ from: 150, until: 165 }, "2026-03-29T00:30:00")).toBe(utc("2026-03-30T00:30:00"));
  });

  it("is the second of two where clocks are put back after the first", () => {
    // On 2026-10-25 03:00 becomes 02:00 in Warsaw, at 01:00 UTC: 02:30 is at 00:30 and at 01:30 UTC.
    expect(warsaw({ from: 150, until: 160 }, "2026-10-25T00:00:00")).toBe(utc("2026-10-25T00:30:00"));
    expect(warsaw({ from: 150, until: 160 }, "2026-10-25T00:45:00")).toBe(utc("2026-10-25T01:30:00"));
  });

  it("is never, where no day is wanted", () => {
    expect(warsaw({ weekdays: [8] }, "2026-10-25T00:00:00")).toBeUndefined();
  });

  it("is wanted by the clock on the wall, and nothing before it is, in any zone on any day", () => {
    const zones = [
      "UTC",
      "Europe/Warsaw",
      "America/New_York",
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "America/Havana",
      "Africa/Cairo",
      "Pacific/Chatham",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
        fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
        fc.nat(1439),
        fc.nat(1439),
        (zone, time, weekdays, from, until) => {
          const wanted = (at: number) => {
            const { weekday, minutes } = localTime(zone, at);
            const within = from < until ? minutes >= from && minutes < until : minutes >= from || minutes < until;
            return weekdays.includes(weekday) && (from === until || within);
          };
          const next = nextWanted({ weekdays, from, until }, zone, time);
          if (next === undefined) throw new Error("each of these is wanted at some time");
          expect(next).toBeGreaterThanOrEqual(time);
          expect(wanted(next)).toBe(true);
          for (let at = time; at < next; at += 7 * MINUTE) expect(wanted(at)).toBe(false);
          if (next > time) expect(wanted(next - 1)).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });
});
