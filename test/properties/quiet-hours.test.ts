import { getAllTimezones } from "countries-and-timezones";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineContext } from "../../src/domain/context.js";
import { type Limits, nextAllowed } from "../../src/domain/hours.js";
import type { Channel } from "../../src/domain/message.js";
import type { PersonKey } from "../../src/domain/person.js";
import type { Preferences } from "../../src/domain/profile.js";
import { spread } from "../../src/domain/spread.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import type { DayHours } from "../../src/domain/timing.js";
import { isZone } from "../../src/domain/zone.js";
import { zonesOfCountry } from "../../src/domain/zones-of-country.js";
import { hoursAhead } from "../../src/engine/timing/hours-ahead.js";
import { aPerson } from "../harness/decide-once.js";
import { aChannel, anAction, anEngineContext, aTimingPolicy } from "../harness/engine-context.js";

/** Nobody is written to at night, or when they don't want to be: by the clock on the wall as Intl shows it, in every zone, over a year. */

const YEAR = Date.UTC(2026, 0, 1);
const ZONES = Object.keys(getAllTimezones()).filter(isZone);
const MOMENTS = 120;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the wall shows, and what the calendar beside it: not asked of the code that is tested. */
function wall(zone: string, time: number): { readonly weekday: number; readonly minutes: number } {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    const shown = { hourCycle: "h23", weekday: "short", hour: "2-digit", minute: "2-digit" } as const;
    clocks.set(zone, (clock = new Intl.DateTimeFormat("en-US", { timeZone: zone, ...shown })));
  }
  const [, day = "", hour, minute] = /^(\w{3}),? (\d\d):(\d\d)$/.exec(clock.format(time)) ?? [];
  const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(day) + 1;
  return { weekday, minutes: Number(hour) * 60 + Number(minute) };
}

function isIn({ from, until }: DayHours, minutes: number): boolean {
  if (from === until) return false;
  return from < until ? minutes >= from && minutes < until : minutes >= from || minutes < until;
}

function isViolated({ zones, quiet, weekdays, wanted }: Limits, time: number): boolean {
  return zones.some((zone) => {
    const { weekday, minutes } = wall(zone, time);
    return (
      (weekdays.length > 0 && !weekdays.includes(weekday)) ||
      (wanted.from !== wanted.until && !isIn(wanted, minutes)) ||
      quiet.some((hours) => isIn(hours, minutes))
    );
  });
}

const hours = fc.record({ from: fc.nat(1439), until: fc.nat(1439) });
const night = fc.constantFrom({ from: 21 * 60, until: 8 * 60 }, { from: 22 * 60 + 30, until: 7 * 60 + 45 });
const weekdays: fc.Arbitrary<number[]> = fc.oneof(
  fc.constant<number[]>([]),
  fc.constant<number[]>([6, 7]),
  fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
);
const day = fc.nat(364).map((n) => YEAR + n * DAY);

/** A zone, and a day of the year on which its clocks are changed. */
const changes = ZONES.flatMap((zone) => {
  const noons = Array.from({ length: 366 }, (_, n) => wall(zone, YEAR + n * DAY - DAY / 2).minutes);
  return noons.flatMap((minutes, n) =>
    n > 0 && minutes !== noons[n - 1] ? [[zone, YEAR + (n - 1) * DAY] as const] : [],
  );
});

/** Limits, and the midnight (UTC) from which on they are asked about: often one before clocks are changed. */
const scene: fc.Arbitrary<readonly [limits: Limits, midnight: number]> = fc
  .record({
    zones: fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 2 }),
    day,
    changed: fc.option(fc.constantFrom(...changes)),
    quiet: fc.oneof(
      night.map((one) => [one]),
      fc.array(hours, { maxLength: 2 }),
    ),
    weekdays,
    wanted: fc.oneof({ weight: 2, arbitrary: fc.constant({ from: 0, until: 0 }) }, hours),
  })
  .map(({ zones, day: any, changed, ...given }) => {
    if (changed === null) return [{ ...given, zones }, any];
    return [{ ...given, zones: [changed[0]] }, changed[1]];
  });
const person: fc.Arbitrary<PersonKey> = fc.nat().map((n): PersonKey => `u:${n}`);

describe("quiet hours and windows", () => {
  it("hold for every moment that may be waited for", { timeout: 300_000 }, () => {
    let cases = 0;
    fc.assert(
      fc.property(scene, person, fc.nat(2 * HOUR), fc.nat(7 * DAY), ([given, midnight], who, spreadMs, within) => {
        for (let n = 0; n < MOMENTS; n++) {
          const now = midnight + Math.floor(((n + 0.5) * DAY) / MOMENTS);
          const first = nextAllowed(given, now, now + within);
          cases++;
          if (first === undefined) continue;
          if (first < now || first >= now + within || isViolated(given, first)) throw new Error(`held until ${first}`);
          const own = spread(given, first, who, spreadMs);
          if (own < first || isViolated(given, own)) throw new Error(`spread to ${own}`);
        }
        const [zone = "UTC"] = given.zones;
        for (const { at } of hoursAhead(given, zone, midnight, midnight + Math.min(within, 2 * DAY), who, spreadMs)) {
          cases++;
          if (isViolated(given, at)) throw new Error(`chosen: ${at}`);
        }
      }),
      { numRuns: 4_400 },
    );
    expect(cases).toBeGreaterThanOrEqual(500_000);
  });

  it("leave out nothing: the moment before the first allowed one is not allowed", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(scene, fc.nat(DAY), ([given, midnight], after) => {
        const now = midnight + after;
        const first = nextAllowed(given, now, Number.POSITIVE_INFINITY);
        if (first === now) return;
        const end = first ?? now + 3 * DAY;
        expect(isViolated(given, end - 1)).toBe(true);
        for (let at = now; at < end; at += 11 * MINUTE) expect(isViolated(given, at)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  const quietHours: DayHours = { from: 21 * 60, until: 8 * 60 };
  const unknownZone: DayHours = { from: 10 * 60, until: 18 * 60 };
  const SHOP = "Europe/Warsaw";

  function shop(isBest: boolean, explores: boolean): EngineContext {
    return anEngineContext({
      zone: SHOP,
      timing: aTimingPolicy({ unknownZone, exploration: explores ? 0.5 : 0, spreadMs: 40 * MINUTE }),
      channels: new Map<Channel, ReturnType<typeof aChannel>>([["email", aChannel("email", { quietHours })]]),
      actions: [
        anAction({
          validityMs: 3 * DAY,
          trigger: { occasion: "event", waitMs: 0 },
          timing: { mode: isBest ? "best" : "now", withinMs: DAY, delayCost: 0 },
        }),
      ],
    });
  }

  const known: fc.Arbitrary<{
    readonly trait: readonly [string, string] | undefined;
    readonly zones: readonly string[];
  }> = fc.oneof(
    fc.constantFrom(...ZONES).map((zone) => ({ trait: ["timezone", zone] as const, zones: [zone] })),
    fc.constantFrom("US", "de", "RU", "AU", "BR", "IN").map((country) => ({
      trait: ["country", country] as const,
      zones: zonesOfCountry(country)?.zones ?? [],
    })),
    fc.constant({ trait: undefined, zones: [SHOP] }),
  );
  const declared = fc.record({
    weekdays,
    wanted: fc.constantFrom({ from: 0, until: 0 }, { from: 17 * 60, until: 60 }),
  });

  it("hold in the engine, whatever is known of the person's zone, whatever they declared, whatever is drawn", {
    timeout: 120_000,
  }, () => {
    const waited = new Map<string, number>();
    const reads = fc.record({ hour: fc.nat(167), weight: fc.constantFrom(0, 100) });
    fc.assert(
      fc.property(
        known,
        declared,
        reads,
        day,
        fc.nat(DAY),
        fc.boolean(),
        fc.boolean(),
        (where, wish, read, midnight, after, isBest, explores) => {
          const someone = aPerson(shop(isBest, explores));
          const { weekdays: days, wanted } = wish;
          const preferences: Partial<Preferences> = { at: 1, weekdays: days, from: wanted.from, until: wanted.until };
          someone.edit((draft) => {
            const [key, value] = where.trait ?? [];
            if (key !== undefined && value !== undefined)
              draft.write("traits").push({ key, value, time: 1, provenance: "declared", confidence: 1 });
            Object.assign(draft.write("preferences"), preferences);
            Object.assign(draft.write("hours"), { at: midnight, hours: [read.hour], weights: [read.weight] });
          });
          const stranger = where.trait === undefined ? [{ from: unknownZone.until, until: unknownZone.from }] : [];
          const all = { zones: where.zones, quiet: [quietHours, ...stranger], weekdays: days, wanted };
          const openedAt = midnight + after;
          let time = openedAt;
          for (let turn = 0; turn < 4; turn++) {
            const moment = { occasion: "event", subject: "x", openedAt, time } as const;
            const { decision, message } = someone.decide(moment);
            waited.set(decision.reason, (waited.get(decision.reason) ?? 0) + 1);
            if (message !== undefined) expect(isViolated(all, message.time)).toBe(false);
            if (decision.until === undefined) return;
            expect(isViolated(all, decision.until)).toBe(false);
            time = decision.until;
          }
        },
      ),
      { numRuns: 1_000 },
    );
    for (const reason of ["ok.chosen", "held.until", "held.better-time"])
      expect(waited.get(reason)).toBeGreaterThan(50);
  });
});
