import { describe, expect, it } from "vitest";
import { aDraft, aTrait } from "../../../test/harness/draft-of.js";
import {
  aChannel,
  aMoment,
  anAction,
  anEngineContext,
  aTimingPolicy,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import type { ActionClass } from "../../domain/action.js";
import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Preferences, Trait } from "../../domain/profile.js";
import { HOUR, MINUTE } from "../../domain/time.js";
import { quietHoursPolicy } from "./quiet-hours.js";
import { wantedHoursPolicy } from "./wanted-hours.js";

const quietHours = { from: 21 * 60, until: 8 * 60 };
const berlin = aTrait("timezone", "Europe/Berlin");
const utc = (text: string) => Date.parse(`${text}Z`);

interface Case {
  readonly time: number;
  readonly of?: ActionClass;
  readonly moment?: Partial<Moment>;
  readonly traits?: Trait[];
  readonly preferences?: Partial<Preferences>;
  readonly context?: Partial<EngineContext>;
  readonly isQuiet?: boolean;
}

function refusal(policy: typeof quietHoursPolicy, given: Case) {
  const { time, of = "promotional", moment = {}, traits = [berlin], preferences = {}, isQuiet = true } = given;
  const email = aChannel("email", isQuiet ? { quietHours } : {});
  const context = anEngineContext({ channels: new Map([["email", email]]), ...given.context });
  const option = { action: anAction({ class: of }), treatment: aTreatment("email") };
  return policy(aDraft({ traits, preferences }), option, context, aMoment({ time, ...moment }));
}
const quiet = (given: Case) => refusal(quietHoursPolicy, given);
const unwanted = (given: Case) => refusal(wantedHoursPolicy, given);

/** 23:30 in Berlin. */
const LATE = utc("2026-03-02T22:30:00");
const MORNING = utc("2026-03-03T07:00:00");

describe("quiet hours", () => {
  it("put a message off to their end, by the clock where the person is", () => {
    expect(quiet({ time: LATE })).toEqual({
      stage: "contact-policy",
      code: "contact.quiet-hours",
      until: MORNING,
    });
    expect(quiet({ time: LATE, of: "service" })?.until).toBe(MORNING);
    expect(quiet({ time: LATE, traits: [aTrait("timezone", "America/New_York")] })).toBeUndefined();
    expect(quiet({ time: LATE, isQuiet: false })).toBeUndefined();
  });

  it("are not for what is owed or was asked for", () => {
    expect(quiet({ time: LATE, of: "transactional" })).toBeUndefined();
    expect(quiet({ time: LATE, of: "service", moment: { occasion: "send-requested" } })).toBeUndefined();
    expect(quiet({ time: LATE, of: "promotional", moment: { occasion: "send-requested" } })).toBeDefined();
  });

  it("hold in every zone of the country where no more is known", () => {
    const traits = [aTrait("country", "US")];
    expect(quiet({ time: utc("2026-03-02T16:00:00"), traits })?.until).toBe(utc("2026-03-02T18:00:00"));
    expect(quiet({ time: utc("2026-03-02T20:00:00"), traits })).toBeUndefined();
  });

  it("leave strangers the hours in which all may be written to, by the shop's clock", () => {
    const stranger = (hour: number) => quiet({ time: MONDAY + (hour - 10) * HOUR, traits: [] });
    expect([9, 10, 17, 18].map((hour) => stranger(hour) === undefined)).toEqual([false, true, true, false]);
    expect(stranger(19)?.until).toBe(MONDAY + 24 * HOUR);
    expect(quiet({ time: MONDAY + 10 * HOUR, traits: [], isQuiet: false })).toBeUndefined();
  });

  it("end later where the person wants to hear later, and never where that is never", () => {
    const evenings = { at: 1, from: 18 * 60, until: 22 * 60 };
    expect(quiet({ time: LATE, preferences: evenings })?.until).toBe(utc("2026-03-03T17:00:00"));
    expect(unwanted({ time: MORNING, preferences: evenings })?.until).toBe(utc("2026-03-03T17:00:00"));
    const nights = { at: 1, from: 22 * 60, until: 23 * 60 };
    expect(quiet({ time: LATE, preferences: nights })).toEqual({
      stage: "contact-policy",
      code: "contact.quiet-hours",
    });
    expect(unwanted({ time: LATE, preferences: nights, isQuiet: false })).toEqual({
      stage: "preference",
      code: "preference.time",
      until: utc("2026-03-03T21:00:00"),
    });
  });

  it("end for each person at a time of their own", () => {
    const context = { timing: aTimingPolicy({ spreadMs: 30 * MINUTE }) };
    const until = quiet({ time: LATE, context })?.until ?? 0;
    expect(until).toBeGreaterThan(MORNING);
    expect(until).toBeLessThan(MORNING + 30 * MINUTE);
    expect(quiet({ time: until, context })).toBeUndefined();
  });

  it("end for each person before the message is worthless, where there is less time than the spread", () => {
    const context = { timing: aTimingPolicy({ spreadMs: 30 * MINUTE }) };
    for (const left of [1, MINUTE]) {
      const expiresAt = MORNING + left;
      const until = quiet({ time: LATE, context, moment: { expiresAt } })?.until ?? 0;
      expect(until).toBeGreaterThanOrEqual(MORNING);
      expect(until).toBeLessThan(expiresAt);
    }
    expect(quiet({ time: LATE, context, moment: { expiresAt: LATE + 1 } })?.until).toBe(MORNING);
  });
});
