import type { Random } from "../random.js";
import type { Account, Device } from "./person.js";

const FIRST_NAMES = [
  "Ada",
  "Bela",
  "Chiara",
  "Dirk",
  "Edda",
  "Finn",
  "Greta",
  "Henk",
  "Ilse",
  "Jan",
  "Kim",
  "Lena",
  "Milo",
];
const LAST_NAMES = [
  "Aalto",
  "Brandt",
  "Conti",
  "Duval",
  "Engel",
  "Ferrer",
  "Greco",
  "Horvat",
  "Iversen",
  "Jonker",
  "Klein",
];
const DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36";
const PHONE =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Mobile Safari/537.36";
const CRAWLER = "Mozilla/5.0 (compatible; pricewatch/2.1; +https://pricewatch.example)";

/** Of those with an account: who was asked what they want to get, and who agreed to it. */
const ASKED = 0.9;
const AGREES = { email: 0.75, push: 0.25, sms: 0.15 };
const HAS_CARD = 0.3;

export function makeAccount(random: Random): Account {
  const [firstName, lastName, number] = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES), random.hex(8)];
  const asked = random.chance(ASKED);
  const email = random.chance(AGREES.email);
  const push = email && random.chance(AGREES.push);
  const sms = email && random.chance(AGREES.sms);
  const [token, phone] = [random.hex(40), `+1555${String(random.whole(0, 9_999_999)).padStart(7, "0")}`];
  return {
    userId: `c-${number}`,
    email: `${firstName}.${lastName}.${number}@example.com`.toLowerCase(),
    firstName,
    lastName,
    phone: asked && sms ? phone : undefined,
    pushToken: asked && push ? token : undefined,
    agrees: asked ? { email, push, sms } : undefined,
    hasCard: random.chance(HAS_CARD),
  };
}

/** One or two devices: a phone, a computer, or both. */
export function makeDevices(random: Random, isBot: boolean): readonly Device[] {
  if (isBot) return [device(random, CRAWLER)];
  const agents = random.chance(0.6) ? [PHONE, DESKTOP] : [DESKTOP, PHONE];
  return agents.slice(0, random.chance(0.35) ? 2 : 1).map((agent) => device(random, agent));
}

function device(random: Random, userAgent: string): Device {
  const id = random.hex(32);
  const parts = [id.slice(0, 8), id.slice(8, 12), `4${id.slice(13, 16)}`, `a${id.slice(17, 20)}`, id.slice(20)];
  return { anonymousId: parts.join("-"), userAgent, loggedIn: false };
}
