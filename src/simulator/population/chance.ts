import { Random } from "../random.js";
import type { Person } from "./person.js";

/** What somebody's dice are thrown for. */
const USES = ["truth", "outings", "visit", "store", "message", "extra"] as const;
export type Use = (typeof USES)[number];

/**
 * A person's dice for one occasion: a function of the seed, the person and the occasion alone. What a message does to somebody never moves what they do by
 * themselves, and two policies that speak on the same day are met with the same luck.
 */
export function chanceOf({ seed, place }: Pick<Person, "seed" | "place">, use: Use, occasion = 0): Random {
  return new Random(seed + Math.imul(occasion, 0x3c6ef372), place * USES.length + USES.indexOf(use));
}
