import fc from "fast-check";
import { expect, it } from "vitest";
import type { ActionClass } from "../../src/domain/action.js";
import { inForce } from "../../src/domain/consent.js";
import type { EngineContext } from "../../src/domain/context.js";
import type { AttuneEvent, PersonEvent, SegmentEvent } from "../../src/domain/event.js";
import type { Message } from "../../src/domain/message.js";
import { anonymousPerson, type PersonKey } from "../../src/domain/person.js";
import type { Cap, Window } from "../../src/domain/policy.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { history } from "../harness/engine-arbitraries.js";
import {
  A_PARTITION,
  aChannel,
  anAction,
  anEngineContext,
  anEvent,
  aTrack,
  aTreatment,
  MONDAY,
} from "../harness/engine-context.js";
import { isWithin, wallClock, ZONES } from "../harness/wall-clock.js";

/** The whole engine over histories of a person and of a device that turns out to be theirs: what left is judged by the log of messages alone. */

const DEVICE = anonymousPerson("device");
const DECLARED = { weekdays: [1, 2, 3, 4, 6], from: 7 * 60, until: 22 * 60 };
const NAMES = ["mon", "tue", "wed", "thu", "sat"];

const treatments = [aTreatment("email"), aTreatment("onsite")];
const actionOf = (id: string, of: ActionClass, group: string, coolDownMs: number) => ({
  id,
  class: of,
  group,
  topic: of === "service" ? "orders" : "shop",
  purpose: of === "transactional" ? "transactional" : "marketing",
  coolDownMs,
  treatments,
});

function contextOf(caps: readonly Cap[], count: number, windowMs: number, coolDownMs: number): EngineContext {
  return anEngineContext({
    limits: { ...anEngineContext().limits, contacts: 1, traits: 500 },
    caps,
    pressure: { ignored: 4, factor: 0.5 },
    channels: new Map([
      ["email", aChannel("email", { cap: { count, windowMs } })],
      ["onsite", aChannel("onsite", { cap: { count: 2, windowMs } })],
    ]),
    actions: [
      anAction(actionOf("cart", "promotional", "left-behind", coolDownMs)),
      anAction({
        ...actionOf("nudge", "education", "left-behind", 0),
        trigger: { occasion: "browse-abandoned", waitMs: HOUR },
      }),
      anAction({
        ...actionOf("thanks", "service", "orders", 0),
        trigger: { occasion: "order-placed", waitMs: 0, cancelOn: [] },
      }),
      anAction({
        ...actionOf("news", "promotional", "news", 0),
        trigger: { occasion: "event", of: ["Product Viewed"], waitMs: 0, cancelOn: [] },
      }),
    ],
  });
}

/**
 * Zone and preferences stay as they were declared at first: a message is judged by one calendar and one set of hours. In half of the histories
 * nobody refuses anything, so that it is the caps that end the messages.
 */
function settled(event: AttuneEvent, refuses: boolean): PersonEvent {
  const call = event as SegmentEvent;
  const { timezone: _zone, consentManagement, ...context } = call.context;
  const { timezone: _trait, preferences: _preferences, consent, ...traits } = call.traits;
  const isDropped = call.name === "Preferences Updated" || (!refuses && REFUSING.test(call.name));
  const name = isDropped ? "Something Else" : call.name;
  if (!refuses) return { ...call, name, context, traits };
  return {
    ...call,
    name,
    context: { ...context, ...(consentManagement === undefined ? {} : { consentManagement }) },
    traits: { ...traits, ...(consent === undefined ? {} : { consent }) },
  };
}
const REFUSING = /consent|unsubscribe|spam|bounce/i;

const window: fc.Arbitrary<Window> = fc.oneof(
  fc.integer({ min: MINUTE, max: 3 * DAY }).map((ms) => ({ kind: "rolling", ms }) as const),
  fc.constantFrom("day", "week", "month").map((unit) => ({ kind: "calendar", unit }) as const),
);
const caps: fc.Arbitrary<Cap[]> = fc
  .tuple(window, window, fc.integer({ min: 1, max: 4 }))
  .map(([first, second, count]) => [
    { id: "overall", classes: [], count: count + 2, window: first },
    { id: "selling", classes: ["promotional"], count, window: second },
    { id: "left-behind", group: "left-behind", classes: [], count: 2, window: first },
  ]);

/** Everybody's profiles: what an event means for another profile is applied there at once. */
class Site {
  readonly #engine;
  readonly #profiles = new Map<PersonKey, Profile | undefined>();
  /** What left, by the profile that knows of it. */
  readonly sent = new Map<PersonKey, Message[]>();

  constructor(context: EngineContext) {
    this.#engine = createEngine(context);
  }

  profile(person: PersonKey): Profile | undefined {
    return this.#profiles.get(person);
  }

  apply(event: PersonEvent, onMessage: (message: Message, known: readonly Message[]) => void): void {
    const { person } = event;
    // A handed-over profile's messages go where its content goes.
    if (event.type === "merge" && event.content !== undefined) {
      this.sent.set(person, [...this.#known(person), ...this.#known(event.from)]);
      this.sent.set(event.from, []);
    }
    const result = this.#engine.step(this.#profiles.get(person), event, A_PARTITION);
    this.#profiles.set(person, result.profile);
    for (const effect of result.effects) {
      if (effect.kind === "message") {
        const known = [...this.#known(person), effect.message];
        this.sent.set(person, known);
        onMessage(effect.message, known);
      } else if (effect.kind === "event") {
        this.apply(effect.event, onMessage);
      }
    }
  }

  #known(person: PersonKey): readonly Message[] {
    return this.sent.get(person) ?? [];
  }
}

it("no window ever holds more than its cap, no cool-down is cut short, no declared hour violated, nobody written to after a refusal", () => {
  let sent = 0;
  let merged = 0;
  fc.assert(
    fc.property(
      history({ maxLength: 50 }),
      history({ maxLength: 25, late: false }),
      fc.tuple(caps, fc.integer({ min: 1, max: 4 }), fc.integer({ min: MINUTE, max: 3 * DAY }), fc.nat(20 * HOUR)),
      fc.constantFrom(...ZONES),
      fc.record({ declares: fc.boolean(), refuses: fc.boolean() }),
      fc.nat(49),
      (own, others, [caps, count, windowMs, coolDownMs], zone, { declares, refuses }, login) => {
        const context = contextOf(caps, count, windowMs, coolDownMs);
        const groups = new Map(context.actions.map(({ id, group }) => [id, group]));
        const all: readonly Cap[] = [
          ...caps,
          { id: "email", channel: "email", classes: [], count, window: { kind: "rolling", ms: windowMs } },
          { id: "onsite", channel: "onsite", classes: [], count: 2, window: { kind: "rolling", ms: windowMs } },
        ];
        const counts = (cap: Cap, { channel, class: of, action }: Message): boolean =>
          (cap.channel ?? channel) === channel &&
          (cap.group ?? groups.get(action)) === groups.get(action) &&
          (cap.classes.length === 0 || cap.classes.includes(of));

        const site = new Site(context);
        const judge = (message: Message, known: readonly Message[]): void => {
          sent++;
          for (const cap of all) {
            if (!counts(cap, message)) continue;
            const within = known.filter(
              (other) => counts(cap, other) && isWithin(cap.window, other.time, message.time, zone),
            );
            expect(within.length).toBeLessThanOrEqual(cap.count);
          }
          const cooling = known.filter(({ action, time }) => action === "cart" && time > message.time - coolDownMs);
          if (message.action === "cart" && coolDownMs > 0) expect(cooling).toHaveLength(1);
          if (declares && message.person !== DEVICE) {
            const { weekday, minutes } = wallClock(zone, message.time);
            expect(DECLARED.weekdays).toContain(weekday);
            expect(minutes >= DECLARED.from && minutes < DECLARED.until).toBe(true);
          }
        };
        const apply = (event: PersonEvent): void => {
          const before = site.profile(event.person)?.read("consent");
          const refused = (message: Message): boolean =>
            before !== undefined && inForce(before, "marketing", message.channel, message.time).state === "denied";
          site.apply(event, (message, known) => {
            judge(message, known);
            if (message.person === event.person && event.type !== "merge") expect(refused(message)).toBe(false);
          });
        };

        // Both are in the zone from the beginning: a calendar has one zone at a time.
        const there = { context: { timezone: zone } };
        apply(anEvent({ type: "identify", time: MONDAY, ...there }));
        apply(anEvent({ type: "identify", time: MONDAY, anonymousId: "device", person: DEVICE, ...there }));
        if (declares)
          apply(aTrack("Preferences Updated", MONDAY, { weekdays: NAMES, hours: { from: "07:00", to: "22:00" } }));
        for (const event of others)
          apply({ ...(settled(event, refuses) as SegmentEvent), person: DEVICE, anonymousId: "device" });
        for (const [i, event] of own.entries()) {
          if (i === login) {
            const { time } = event;
            apply(anEvent({ type: "identify", userId: "ada", anonymousId: "device", time }));
            merged += (site.sent.get("u:ada") ?? []).some(({ person }) => person === DEVICE) ? 1 : 0;
          }
          apply(settled(event, refuses));
        }
      },
    ),
    { numRuns: 120, endOnFailure: true },
  );
  expect(sent).toBeGreaterThan(300);
  expect(merged).toBeGreaterThan(5);
});
