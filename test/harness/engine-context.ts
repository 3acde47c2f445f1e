import type { Action, CopyVersion, Treatment } from "../../src/domain/action.js";
import type { ChannelPolicy, EngineContext } from "../../src/domain/context.js";
import type { JsonObject, SegmentEvent, TimerEvent } from "../../src/domain/event.js";
import type { Channel } from "../../src/domain/message.js";
import { anonymousPerson, knownPerson, type PersonKey } from "../../src/domain/person.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { timerEventId, timerId } from "../../src/domain/timer.js";

/** Contexts and events for tests of the engine alone: everything has a plain default, and a test names only what it is about. */

/** Monday, 2026-03-02 10:00 UTC. */
export const MONDAY = 1_772_445_600_000;

export function aChannel(channel: Channel, overrides: Partial<ChannelPolicy> = {}): ChannelPolicy {
  return { channel, consent: "implied", cap: { count: 3, windowMs: 7 * DAY }, ...overrides };
}

/** Plain words, or words that need facts: `someWords("item.name")` renders "item.name=Shoe". */
export function someWords(...facts: string[]): CopyVersion {
  return {
    facts,
    render(known) {
      const values = facts.map((fact) => {
        const [subject = "", name = ""] = fact.split(".");
        return (known[subject] as JsonObject | undefined)?.[name];
      });
      if (values.some((value) => value === undefined)) return undefined;
      const body = facts.map((fact, i) => `${fact}=${String(values[i])}`).join(", ");
      return { title: "Hello", body: body === "" ? "Plain words" : body };
    },
  };
}

export function aTreatment(channel: Channel, overrides: Partial<Treatment> = {}): Treatment {
  return { id: `by-${channel}`, channel, copy: [someWords()], ...overrides };
}

export function anAction(overrides: Partial<Action> = {}): Action {
  return {
    id: "cart-reminder",
    issue: "conversion",
    group: "abandonment",
    occasion: "cart-abandoned",
    waitMs: 30 * MINUTE,
    cancelOn: ["purchase"],
    value: 10,
    lever: 1,
    minimumValue: 0,
    validityMs: DAY,
    coolDownMs: 0,
    treatments: [aTreatment("email")],
    ...overrides,
  };
}

/** Cart after 30 minutes, browsing after an hour, thanks at once; e-mail needs no consent unless a test says so. */
export function anEngineContext(overrides: Partial<EngineContext> = {}): EngineContext {
  return {
    version: "test",
    sessionGapMs: 30 * MINUTE,
    limits: {
      recentItems: 20,
      categories: 16,
      tags: 16,
      cartLines: 20,
      savedItems: 20,
      orders: 10,
      contacts: 16,
      linkedIds: 8,
      traits: 16,
      seenIds: 32,
    },
    halfLives: { interest: 14 * DAY, activity: 7 * DAY, spending: 90 * DAY, habit: 60 * DAY, response: 60 * DAY },
    browseMinimumViews: 3,
    justBoughtMs: DAY,
    channels: new Map([
      ["email", aChannel("email")],
      ["onsite", aChannel("onsite")],
    ]),
    actions: [
      anAction(),
      anAction({ id: "browse-nudge", occasion: "browse-abandoned", waitMs: HOUR, value: 3 }),
      anAction({ id: "thank-you", occasion: "order-placed", waitMs: 0, cancelOn: [], value: 5 }),
    ],
    ...overrides,
  };
}

let made = 0;

export type EventOverrides = Partial<Omit<SegmentEvent, "person">> & { person?: PersonKey };

/** A call of u:ada at MONDAY, unless told otherwise; ids count up. */
export function anEvent(overrides: EventOverrides = {}): SegmentEvent {
  const { userId, anonymousId } = overrides;
  const person =
    overrides.person ??
    (userId === undefined && anonymousId !== undefined ? anonymousPerson(anonymousId) : knownPerson(userId ?? "ada"));
  return {
    id: `event-${++made}`,
    person,
    time: MONDAY,
    hops: 0,
    type: "track",
    name: "",
    properties: {},
    traits: {},
    context: {},
    source: "site",
    history: false,
    silent: false,
    ...overrides,
  };
}

export function aTrack(
  name: string,
  time: number,
  properties: JsonObject = {},
  overrides: EventOverrides = {},
): SegmentEvent {
  return anEvent({ name, time, properties, ...overrides });
}

/** What the state's owner makes of a due timer. */
export function aTimerEvent(person: PersonKey, kind: string, ref: string, due: number): TimerEvent {
  return {
    type: "timer",
    id: timerEventId(timerId({ person, kind, ref }), due),
    person,
    kind,
    ref,
    time: due,
    hops: 0,
  };
}
