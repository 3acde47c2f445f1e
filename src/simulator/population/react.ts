import type { Channel } from "../../domain/message.js";
import { answerOf, convertsOf, REMEMBERED } from "./answer.js";
import { bother } from "./bother.js";
import { chanceOf } from "./chance.js";
import { nextLook } from "./hours.js";
import type { Perceived, Person } from "./person.js";
import { discountOf, productsOf, relevanceOf, wantOf } from "./relevance.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What somebody does because of a message, and when (ms). Left out: they don't. */
export interface Reaction {
  readonly opens?: number;
  readonly clicks?: number;
  /** They come to the site by themselves, as they remember it. */
  readonly comes?: number;
  readonly leaves?: number;
}

/** A message reaches somebody now: they feel it, and what they will do of it is drawn from the truth (answerOf). `number`: of those that day. */
export function react(person: Person, message: Perceived, now: number, number: number): Reaction {
  const random = chanceOf(person, "message", Math.floor(now / DAY_MS) * 16 + Math.min(15, number));
  const answer = answerOf(person, message, now);
  const relevance = relevanceOf(person, message, now);
  // Always the same dice for the same question, whatever the answers are.
  const [opening, clicking, coming, leaving] = [random.unit(), random.unit(), random.unit(), random.unit()];
  const delay = { click: random.whole(5, 90) * 1_000, come: random.between(1, 48) * 60 * MINUTE_MS };
  const opens = opening < answer.open ? readAt(person, message.channel, now, random) : undefined;
  bother(person, message, now);
  const clicks = opens !== undefined && clicking * answer.open < answer.click ? opens + delay.click : undefined;
  const isRemembered = opens !== undefined && clicks === undefined && coming < REMEMBERED * relevance;
  const leaves =
    leaving < answer.leave ? (opens ?? readAt(person, message.channel, now, random)) + MINUTE_MS : undefined;
  return {
    ...(opens === undefined ? {} : { opens }),
    ...(clicks === undefined ? {} : { clicks }),
    ...(isRemembered ? { comes: opens + Math.round(delay.come) } : {}),
    ...(leaves === undefined ? {} : { leaves }),
  };
}

/** An e-mail waits for the next look into the mailbox; what rings is seen at once or not at all, what stands on the page too. */
function readAt(person: Person, channel: Channel, now: number, random: ReturnType<typeof chanceOf>): number {
  if (channel === "email" || channel === "webhook") return nextLook(person.readingHours, now, random);
  return now + (channel === "onsite" ? 3_000 : random.whole(5, 1_200) * 1_000);
}

/** What they come for after a message, and whether they order; as things stand when they come. */
export function causedVisit(person: Person, message: Perceived, now: number) {
  const random = chanceOf(person, "extra", Math.floor(now / MINUTE_MS));
  const products = productsOf(person, message);
  const [first] = products.toSorted((a, b) => wantOf(person, b, now) - wantOf(person, a, now));
  const orders = random.chance(convertsOf(person, message, now));
  return { random, caused: { product: first, orders, discount: discountOf(message) } };
}
