import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTION_CLASSES } from "../../src/domain/action.js";
import type { Option } from "../../src/domain/consideration.js";
import type { EngineContext } from "../../src/domain/context.js";
import type { Cap, PressurePolicy } from "../../src/domain/policy.js";
import type { Contact, Preferences } from "../../src/domain/profile.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { recordContact, refusalOf } from "../../src/engine/policies/index.js";
import type { Draft } from "../../src/engine/profile/draft.js";
import { aContact, aDraft, aTrait, aView } from "../harness/draft-of.js";
import { aChannel, aMoment, anAction, anEngineContext, aTreatment } from "../harness/engine-context.js";
import { isWithin, wallClock, ZONES } from "../harness/wall-clock.js";

/** The policies alone: whatever was sent before, to one person or to two who turn out to be one, in zones whose clocks are changed meanwhile. */

const CHANNELS = ["email", "onsite"] as const;
const COOL_DOWN = 5 * HOUR;
const OPTIONS: readonly Option[] = ACTION_CLASSES.flatMap((of, i) =>
  CHANNELS.map((channel) => ({
    action: anAction({
      id: `action-${of}`,
      class: of,
      topic: i % 2 === 0 ? "news" : "shop",
      group: i < 2 ? "one" : "two",
      coolDownMs: of === "education" ? COOL_DOWN : 0,
    }),
    treatment: aTreatment(channel),
  })),
);
const VIEW = aView();

const window = fc.oneof(
  fc
    .oneof(fc.constantFrom(HOUR, DAY), fc.integer({ min: MINUTE, max: 9 * DAY }))
    .map((ms) => ({ kind: "rolling", ms }) as const),
  fc.constantFrom("day", "week", "month").map((unit) => ({ kind: "calendar", unit }) as const),
);
const cap: fc.Arbitrary<Omit<Cap, "id">> = fc.record(
  {
    channel: fc.constantFrom(...CHANNELS),
    topic: fc.constantFrom("news", "shop"),
    group: fc.constantFrom("one", "two"),
    classes: fc.subarray([...ACTION_CLASSES]),
    count: fc.integer({ min: 0, max: 4 }),
    window,
  },
  { requiredKeys: ["classes", "count", "window"] },
);
const channelCap = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  windowMs: fc.oneof(fc.constantFrom(HOUR, DAY), fc.integer({ min: MINUTE, max: 3 * DAY })),
});

const context: fc.Arbitrary<EngineContext> = fc
  .tuple(fc.array(cap, { maxLength: 4 }), channelCap, channelCap)
  .map(([caps, email, onsite]) =>
    anEngineContext({
      limits: { ...anEngineContext().limits, contacts: 1 },
      caps: caps.map((one, i) => ({ ...one, id: `cap-${i}` })),
      channels: new Map([
        ["email", aChannel("email", { cap: email })],
        ["onsite", aChannel("onsite", { cap: onsite })],
      ]),
      actions: OPTIONS.map(({ action }) => action),
    }),
  );

/** Around a change of clocks in spring or in autumn of 2026. */
const start = fc.constantFrom(
  Date.UTC(2026, 2, 6),
  Date.UTC(2026, 2, 27),
  Date.UTC(2026, 9, 23),
  Date.UTC(2026, 9, 30),
);
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.nat(2 * HOUR) },
  { weight: 2, arbitrary: fc.nat(30 * HOUR) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, HOUR - 1, HOUR, DAY - 1, DAY, 7 * DAY) },
);
const moves = fc.array(fc.tuple(gap, fc.nat(OPTIONS.length - 1), fc.boolean()), { maxLength: 60, size: "max" });
const preferences = fc.record({
  weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
  from: fc.nat(1439),
  until: fc.nat(1440),
});

interface Person {
  readonly draft: Draft;
  /** All that was ever sent to them, however small the ring. */
  sent: Contact[];
}
function aPerson(zone: string, declared: Partial<Preferences> = {}): Person {
  const given = Object.keys(declared).length === 0 ? {} : { preferences: { at: 1, ...declared } };
  return { draft: aDraft({ traits: [aTrait("timezone", zone)], ...given }), sent: [] };
}

/** Says it if the policies let it, and returns the code of the refusal if not. */
function say(person: Person, option: Option, time: number, context: EngineContext): string | undefined {
  const { draft, sent } = person;
  draft.write("activity").clock = time;
  const refusal = refusalOf(draft, option, context, aMoment({ time, items: [] }), VIEW);
  if (refusal !== undefined) return refusal.code;
  const { action, treatment } = option;
  const of = { action: action.id, topic: action.topic, group: action.group, class: action.class };
  const contact = aContact(time, { channel: treatment.channel, message: `m${sent.length}-${time}`, ...of });
  recordContact(draft, contact, context);
  sent.push(contact);
  return undefined;
}

function isCounted(cap: Omit<Cap, "id">, { channel, topic, group, class: of }: Contact): boolean {
  const named = cap.classes.length === 0 ? of !== "transactional" : cap.classes.includes(of);
  return (
    named && [cap.channel ?? channel, cap.topic ?? topic, cap.group ?? group].join() === [channel, topic, group].join()
  );
}

/** Every cap that limits messages like this one, with how many there are in its window that ends with it. */
function uses(person: Person, last: Contact, zone: string, { caps, channels }: EngineContext) {
  const own = [...channels.values()].map(
    ({ channel, cap: { count, windowMs } }): Cap => ({
      id: channel,
      channel,
      classes: [],
      count,
      window: { kind: "rolling", ms: windowMs },
    }),
  );
  return [...own, ...caps]
    .filter((one) => isCounted(one, last))
    .map((one) => ({
      count: one.count,
      used: person.sent.filter((other) => isCounted(one, other) && isWithin(one.window, other.time, last.time, zone))
        .length,
    }));
}

/** Messages of the same action within its cool-down. */
function coolers({ sent }: Person, last: Contact): Contact[] {
  return sent.filter((one) => one !== last && one.action === last.action && one.time > last.time - COOL_DOWN);
}

describe("caps", () => {
  it("are never exceeded in any rolling or calendar window, and are used to the last message", () => {
    let allowed = 0;
    let refused = 0;
    fc.assert(
      fc.property(context, start, moves, moves, fc.constantFrom(...ZONES), (context, start, moves, others, zone) => {
        const [ann, device] = [aPerson(zone), aPerson(zone)];
        const play = (
          person: Person,
          moves: readonly (readonly [number, number, boolean])[],
          start: number,
        ): number => {
          let time = start;
          for (const [gap, which] of moves) {
            time += gap;
            const option = OPTIONS[which] as Option;
            const code = say(person, option, time, context);
            const last = code === undefined ? (person.sent.at(-1) as Contact) : contactOf(option, time);
            const left = uses(person, last, zone, context);
            if (code === undefined) {
              allowed++;
              for (const { used, count } of left) expect(used).toBeLessThanOrEqual(count);
              if (last.class === "education") expect(coolers(person, last)).toEqual([]);
            } else if (code === "contact.cap") {
              refused++;
              expect(left.some(({ used, count }) => used >= count)).toBe(true);
            } else {
              expect(code).toBe("contact.cool-down");
              expect(coolers(person, last)).not.toEqual([]);
            }
          }
          return time;
        };
        const half = moves.length >> 1;
        let time = Math.max(play(ann, moves.slice(0, half), start), play(device, others, start));
        // They are one person: what was sent to either counts from now on.
        for (const contact of device.draft.read("contacts")) recordContact(ann.draft, contact, context);
        ann.sent = [...ann.sent, ...device.sent].toSorted((a, b) => a.time - b.time);
        for (const [gap, which] of moves.slice(half)) {
          time += gap;
          const option = OPTIONS[which] as Option;
          if (say(ann, option, time, context) !== undefined) continue;
          for (const { used, count } of uses(ann, ann.sent.at(-1) as Contact, zone, context))
            expect(used).toBeLessThanOrEqual(count);
        }
      }),
      { numRuns: 250 },
    );
    expect(allowed).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(500);
  });

  it("are only ever lowered by pressure", () => {
    const pressure: fc.Arbitrary<PressurePolicy> = fc.record({
      ignored: fc.nat(6),
      factor: fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constant(1)),
    });
    let lowered = 0;
    fc.assert(
      fc.property(context, pressure, start, moves, fc.nat(10), (context, pressure, start, moves, ignored) => {
        const pressed = { ...context, pressure };
        const person = aPerson("UTC");
        person.draft.write("responses").ignored.push(start, ignored, 0);
        let time = start;
        for (const [gap, which, underPressure] of moves) {
          time += gap;
          const moment = aMoment({ time, items: [] });
          const option = OPTIONS[which] as Option;
          const [without, with_] = [context, pressed].map((one) => refusalOf(person.draft, option, one, moment, VIEW));
          if (without !== undefined) expect(with_).toBeDefined();
          if (with_?.code === "contact.pressure") lowered++;
          say(person, option, time, underPressure ? pressed : context);
        }
      }),
      { numRuns: 150 },
    );
    expect(lowered).toBeGreaterThan(50);
  });
});

it("declared days and hours are never violated, and what is put off may be said when it is time", () => {
  let said = 0;
  fc.assert(
    fc.property(start, moves, fc.constantFrom(...ZONES), preferences, (start, moves, zone, declared) => {
      const person = aPerson(zone, declared);
      const context = anEngineContext();
      const wanted = (time: number): boolean => {
        const { weekday, minutes } = wallClock(zone, time);
        const { weekdays, from, until } = declared;
        const isHour = from < until ? minutes >= from && minutes < until : minutes >= from || minutes < until;
        return (weekdays.length === 0 || weekdays.includes(weekday)) && (from === until || isHour);
      };
      let time = start;
      for (const [gap, which] of moves) {
        time += gap;
        const option = OPTIONS[which] as Option;
        if (option.action.class === "transactional") continue;
        const refusal = refusalOf(person.draft, option, context, aMoment({ time, items: [] }), VIEW);
        expect(refusal === undefined).toBe(wanted(time));
        if (refusal === undefined) said++;
        else expect(wanted(refusal.until ?? 0)).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
  expect(said).toBeGreaterThan(300);
});

function contactOf({ action, treatment }: Option, time: number): Contact {
  const { id, topic, group } = action;
  return aContact(time, { channel: treatment.channel, action: id, topic, group, class: action.class });
}
