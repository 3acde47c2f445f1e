import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, anEvent, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import type { JsonObject } from "../../../domain/event.js";
import { DAY, HOUR } from "../../../domain/time.js";
import { birthdayOf, nextBirthday } from "./birthday-date.js";

const base = anEngineContext();
const story = (waitMs = 0, hour = 9) =>
  new EngineStory({
    ...base,
    zone: "Europe/Warsaw",
    occasions: { ...base.occasions, birthdayHour: hour },
    actions: [anAction({ id: "happy-birthday", class: "service", trigger: { occasion: "birthday", waitMs } })],
  });
const identify = (traits: JsonObject, time = MONDAY) => anEvent({ type: "identify", traits, time });
const at = (text: string) => Date.parse(text);
const times = (told: EngineStory) => told.messages.map(({ time }) => new Date(time).toISOString().slice(0, 16));

describe("a birthday", () => {
  it("is greeted every year, at the hour of the person's zone", () => {
    const told = story()
      .take(identify({ birthday: "1990-03-05" }))
      .advance(at("2028-06-01"));
    expect(times(told)).toEqual(["2026-03-05T08:00", "2027-03-05T08:00", "2028-03-05T08:00"]);
    const inTokyo = story()
      .take(identify({ birthday: "--03-05", timezone: "Asia/Tokyo" }))
      .advance(at("2026-12-01"));
    expect(times(inTokyo)).toEqual(["2026-03-05T00:00"]);
  });

  it("keeps to the clock on the wall when clocks are put forward and back", () => {
    const told = story(0, 2)
      .take(identify({ birthday: "1990-03-29" }))
      .advance(at("2027-04-01"));
    // On 29 March 2026 there is no 02:00 in Warsaw: 03:00 follows 01:59.
    expect(times(told)).toEqual(["2026-03-29T01:00", "2027-03-29T00:00"]);
    const autumn = story(0, 2)
      .take(identify({ birthday: "1990-10-25" }))
      .advance(at("2027-11-01"));
    expect(times(autumn)).toEqual(["2026-10-25T00:00", "2027-10-25T00:00"]);
  });

  it("of 29 February is on the 28th in other years", () => {
    const told = story()
      .take(identify({ birthdate: "2000-02-29" }))
      .advance(at("2029-01-01"));
    expect(times(told)).toEqual(["2027-02-28T08:00", "2028-02-29T08:00"]);
  });

  it("follows a correction, and ends with the date", () => {
    const told = story().take(identify({ birthday: "1990-05-01" }), identify({ birthday: "1990-04-01" }, MONDAY + 1));
    expect(told.timers.size).toBe(1);
    expect(told.plans()).toMatchObject([{ due: at("2026-04-01T07:00Z") }]);
    expect(told.take(identify({ birthday: null }, MONDAY + 2)).plans()).toEqual([]);
  });

  it("follows the person to another zone, and comes once a year all the same", () => {
    const told = story().take(identify({ birthday: "1990-03-05" }));
    told.advance(at("2026-03-05T08:00Z"));
    told.take(identify({ timezone: "America/New_York" }, at("2026-03-05T08:30Z")));
    expect(told.advance(at("2027-12-01")).messages).toHaveLength(2);
    expect(times(told)).toEqual(["2026-03-05T08:00", "2027-03-05T14:00"]);
  });

  it("waits where the action asks for it, counted from the hour", () => {
    const told = story(2 * HOUR).take(identify({ birthday: "1990-03-05" }));
    told.take(
      anEvent({ type: "page", time: at("2026-03-05T09:00Z") }),
      identify({ plan: "x" }, at("2026-03-05T09:01Z")),
    );
    expect(times(told.advance(at("2026-04-01")))).toEqual(["2026-03-05T10:00"]);
  });

  it("is arranged at the next visit for who told it before the action was there", () => {
    const told = new EngineStory().take(identify({ birthday: "1990-03-05" }));
    const later = story();
    later.profile = told.profile;
    expect(later.take(anEvent({ type: "page", time: MONDAY + HOUR })).plans("birthday")).toHaveLength(1);
  });
});

describe("the date of a birthday", () => {
  it.each([
    ["1990-05-17", 5, 17],
    ["1990-05-17T00:00:00.000Z", 5, 17],
    ["--12-31", 12, 31],
    ["2000-02-29", 2, 29],
  ])("%s", (text, month, day) => {
    expect(birthdayOf(text)).toEqual({ month, day });
  });

  it.each([
    "1990-13-01",
    "1990-00-10",
    "1990-04-31",
    "1990-05-171",
    "05-17",
    "17.5.1990",
    "",
    19900517,
    true,
    undefined,
  ])("%s is none", (value) => {
    expect(birthdayOf(value)).toBeUndefined();
  });

  it("comes next within a year and a day, on that day there", () => {
    const zone = fc.constantFrom("UTC", "Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Pacific/Apia");
    const date = fc.record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) });
    fc.assert(
      fc.property(
        date,
        zone,
        fc.nat(23),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        (birthday, zone, hour, after) => {
          const next = nextBirthday(birthday, zone, hour, after);
          expect(next).toBeGreaterThan(after);
          expect(next - after).toBeLessThanOrEqual(367 * DAY);
          const local = new Intl.DateTimeFormat("en-US", { timeZone: zone, month: "numeric", day: "numeric" });
          expect(local.format(next)).toBe(`${birthday.month}/${birthday.day}`);
        },
      ),
      { numRuns: 200 },
    );
  });
});
