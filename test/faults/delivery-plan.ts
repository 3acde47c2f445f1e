import type { Channel, Message } from "../../src/domain/message.js";
import { knownPerson, type PersonKey } from "../../src/domain/person.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { anAction, aChannel, anEngineContext, aTreatment } from "../harness/engine-context.js";
import { seededRandom } from "./seeded-random.js";

/** Who is written to in the delivery run, and what: a function of the seed and of when it begins. */

/** usual: it may be sent. quiet: it is night where they are. refusing: their provider takes nothing for them. unreachable: no address is known. paused: they asked for it. */
export type Kind = "usual" | "quiet" | "refusing" | "unreachable" | "paused";

export interface PlannedPerson {
  readonly person: PersonKey;
  readonly kind: Kind;
  readonly zone: string;
  readonly email: string;
  readonly phone: string;
}

export interface DeliveryPlan {
  readonly people: ReadonlyMap<PersonKey, PlannedPerson>;
  readonly messages: readonly Message[];
}

export const CHANNELS_TRIED = ["webhook", "sms", "email"] as const satisfies readonly Channel[];
export const QUIET = { from: 21 * 60, until: 8 * 60 };

/** What both the dispatchers under test and the run that judges them decide by. */
export function deliveryContext() {
  const action = anAction({ treatments: CHANNELS_TRIED.map((channel) => aTreatment(channel)) });
  const channels = [
    aChannel("email", { addressTrait: "email", quietHours: QUIET }),
    aChannel("sms", { addressTrait: "phone", quietHours: QUIET }),
    aChannel("webhook", { quietHours: QUIET }),
  ];
  return anEngineContext({ actions: [action], channels: new Map(channels.map((policy) => [policy.channel, policy])) });
}

const PEOPLE = 400;

/** @param now ms @param lastsMs how long the run is likely to last: many deadlines fall into it */
export function planDeliveries(seed: number, count: number, now: number, lastsMs: number): DeliveryPlan {
  const random = seededRandom(seed);
  const zones = { day: zonesAt(now, 11, 15), night: zonesAt(now, 23, 4) };
  const people = Array.from({ length: PEOPLE }, (_, i) => personOf(i, zones, random));
  const messages = Array.from({ length: count }, (_, i): Message => {
    const { person, kind } = people[Math.floor(random() * PEOPLE)] as PlannedPerson;
    const channel = drawn(random, { webhook: 0.5, sms: 0.3, email: 0.2 });
    return {
      id: `m${seed}-${i}.by-${channel}`,
      person,
      channel,
      decision: `m${seed}-${i}`,
      action: "cart-reminder",
      treatment: `by-${channel}`,
      occasion: "cart-abandoned",
      cause: "e1",
      time: now,
      expiresAt: now + deadlineOf(kind, lastsMs, random),
      copy: { title: "Your cart", body: `It is still here, ${person.slice(2)}.` },
      class: "promotional",
      topic: "shop",
      step: 0,
      items: ["shoe"],
      subject: "",
      openedAt: now - HOUR,
      value: 50,
      version: 0,
    };
  });
  return { people: new Map(people.map((each) => [each.person, each])), messages };
}

/** Of those who sleep it lies in their night, so that nothing is left waiting for the morning. */
function deadlineOf(kind: Kind, lastsMs: number, random: () => number): number {
  if (kind === "quiet") return 30 * MINUTE;
  const how = drawn(random, { far: 0.8, near: 0.17, past: 0.03 });
  return how === "far" ? DAY : how === "near" ? Math.ceil(random() * lastsMs) : -1;
}

function personOf(i: number, zones: { day: string[]; night: string[] }, random: () => number): PlannedPerson {
  const kind = drawn(random, { usual: 0.8, quiet: 0.08, refusing: 0.04, unreachable: 0.04, paused: 0.04 });
  const among = kind === "quiet" ? zones.night : zones.day;
  const zone = among[Math.floor(random() * among.length)] ?? "UTC";
  const id = `${kind}-${i}`;
  return {
    person: knownPerson(id),
    kind,
    zone,
    email: `${id}@shop.example.com`,
    phone: `+4915112${String(100_000 + i)}`,
  };
}

/** Zones where the clock on the wall shows an hour from `first` to `last` now. */
function zonesAt(now: number, first: number, last: number): string[] {
  return Intl.supportedValuesOf("timeZone").filter((zone) => {
    const hour = hourIn(zone, now);
    return first <= last ? hour >= first && hour <= last : hour >= first || hour <= last;
  });
}

/** The hour on the wall, 0 to 23. */
export function hourIn(zone: string, time: number): number {
  return Number(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(time));
}

function drawn<T extends string>(random: () => number, shares: Readonly<Record<T, number>>): T {
  let left = random();
  const names = Object.keys(shares) as T[];
  return names.find((name) => (left -= shares[name]) < 0) ?? (names[0] as T);
}
