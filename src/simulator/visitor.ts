import type { JsonObject } from "../domain/event.js";
import type { Product } from "./catalogue.js";
import { Random } from "./random.js";
import { type Liking, makeLiking } from "./styles.js";

const DAY_MS = 86_400_000;

const FIRST_NAMES = [
  "Ann",
  "Ben",
  "Carla",
  "David",
  "Ella",
  "Farid",
  "Grace",
  "Hugo",
  "Ines",
  "Jonas",
  "Kaya",
  "Liam",
  "Mona",
  "Noah",
  "Olga",
  "Pavel",
];
const LAST_NAMES = [
  "Novak",
  "Berg",
  "Costa",
  "Dubois",
  "Eder",
  "Fischer",
  "Garcia",
  "Hansen",
  "Ito",
  "Jansen",
  "Kowalski",
  "Lund",
];
const DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36";
const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/** A browser: it has an anonymous id of its own, and stays logged in once somebody did. */
export interface Device {
  readonly anonymousId: string;
  readonly userAgent: string;
  loggedIn: boolean;
}

export interface Account {
  readonly userId: string;
  readonly traits: JsonObject;
}

export interface CartLine {
  readonly product: Product;
  quantity: number;
}

/** One simulated person: habits that never change, and what the shop would remember. */
export interface Visitor {
  readonly random: Random;
  readonly devices: readonly Device[];
  /** Those who will log in some day; the others stay anonymous. */
  readonly account: Account | undefined;
  readonly liking: Liking;
  /** What they like to pay for one thing. */
  readonly budget: number;
  /** Ready to buy, 0 to 1. */
  readonly readiness: number;
  readonly meanGapMs: number;
  /** Their hour of the day, UTC, with its spread in hours. */
  readonly habit: { readonly hour: number; readonly spread: number };
  readonly cart: Map<string, CartLine>;
  readonly saved: Set<string>;
  /** How many calls they have made: numbers the message ids. */
  calls: number;
  readonly label: string;
}

/** `place` and `generation` number the people: when one leaves for good, the next generation takes the place. */
export function makeVisitor(seed: number, place: number, generation: number, categories: readonly string[]): Visitor {
  const random = new Random(seed, place + generation * 1_000_003);
  const hasAccount = random.chance(0.55);
  const onPhone = random.chance(0.6);
  const devices = [device(random, onPhone ? PHONE : DESKTOP)];
  if (hasAccount && random.chance(0.35)) devices.push(device(random, onPhone ? DESKTOP : PHONE));
  return {
    random,
    devices,
    account: hasAccount ? makeAccount(random) : undefined,
    liking: makeLiking(random, categories),
    budget: random.logNormal(60, 0.7),
    readiness: random.between(0.1, 0.6),
    meanGapMs: Math.min(30, Math.max(0.4, random.logNormal(2.2, 0.8))) * DAY_MS,
    habit: random.chance(0.35)
      ? { hour: random.between(7, 13), spread: 1.5 }
      : { hour: random.between(17, 22), spread: 1.8 },
    cart: new Map(),
    saved: new Set(),
    calls: 0,
    label: `sim-${[seed, place, generation].map((number) => number.toString(36)).join("-")}`,
  };
}

function device(random: Random, userAgent: string): Device {
  const id = random.hex(32);
  const anonymousId = [
    id.slice(0, 8),
    id.slice(8, 12),
    `4${id.slice(13, 16)}`,
    `a${id.slice(17, 20)}`,
    id.slice(20),
  ].join("-");
  return { anonymousId, userAgent, loggedIn: false };
}

function makeAccount(random: Random): Account {
  const firstName = random.pick(FIRST_NAMES);
  const lastName = random.pick(LAST_NAMES);
  const number = random.hex(8);
  const traits: JsonObject = {
    email: `${firstName}.${lastName}.${number}@example.com`.toLowerCase(),
    firstName,
    lastName,
  };
  const answer = random.weighted({ yes: 60, no: 15, unasked: 25 });
  const takesPush = answer === "yes" && random.chance(0.4);
  if (answer !== "unasked") traits["consent"] = { email: answer === "yes", push: takesPush };
  if (takesPush) traits["pushToken"] = random.hex(40);
  return { userId: `c-${number}`, traits };
}

/** When they come next: after an exponential pause, at their hour of that day, never within an hour of `after`. */
export function nextVisit(visitor: Visitor, after: number, meanGapMs: number): number {
  const { random, habit } = visitor;
  const day = Math.floor((after + random.exponential(meanGapMs)) / DAY_MS) * DAY_MS;
  const hour = Math.min(23.9, Math.max(0, random.normal(habit.hour, habit.spread)));
  const time = Math.round(day + (hour / 24) * DAY_MS);
  return time >= after + DAY_MS / 24 ? time : time + DAY_MS;
}
