import type { Channel } from "../../domain/message.js";
import type { Random } from "../random.js";
import type { Assortment } from "./assortment.js";
import { chanceOf } from "./chance.js";
import { drawHours } from "./hours.js";
import { makeAccount, makeDevices } from "./make-account.js";
import { drawNeeds } from "./needs.js";
import type { Person, Taste, Wave } from "./person.js";

const DAY_MS = 86_400_000;
/** Parts of the population. */
const BOTS = 0.02;
const HAS_ACCOUNT = 0.65;
const PREFETCHES = 0.05;

export interface PersonOptions {
  readonly seed: number;
  /** All needs lie between them, ms. */
  readonly from: number;
  readonly until: number;
  readonly assortment: Assortment;
}

/** The person at a place of the population: nobody's chance hangs on how many others there are. */
export function makePerson({ seed, from, until, assortment }: PersonOptions, place: number): Person {
  const random = chanceOf({ seed, place }, "truth");
  const isBot = random.chance(BOTS);
  const taste = drawTaste(random, assortment);
  return {
    place,
    label: `pop-${seed.toString(36)}-${place.toString(36)}`,
    seed,
    assortment,
    isBot,
    devices: makeDevices(random, isBot),
    account: !isBot && random.chance(HAS_ACCOUNT) ? makeAccount(random) : undefined,
    taste,
    needs: isBot ? [] : drawNeeds(random, taste, from, until),
    visitsPerWeek: isBot ? random.between(1, 5) : Math.min(4, random.logNormal(0.25, 0.9)),
    visitHours: drawHours(random),
    readingHours: drawHours(random),
    impulse: Math.min(0.05, random.logNormal(0.004, 0.8)),
    thrift: random.logNormal(1, 0.4),
    answers: { open: random.normal(0, 1), click: random.normal(0, 0.8), channels: drawChannels(random) },
    patience: { load: Math.max(0.3, random.normal(2, 0.8)), halfLifeMs: random.logNormal(5, 0.4) * DAY_MS },
    touchiness: random.logNormal(1, 0.7),
    privacy: random.logNormal(1, 0.7),
    prefetches: random.chance(PREFETCHES),
    situation: {
      cart: new Map(),
      saved: new Set(),
      viewed: new Map(),
      met: new Set(),
      load: { value: 0, at: from },
      left: new Set(),
      here: { until: 0, device: undefined },
    },
  };
}

/** A few favourite categories, brands and marks; the liking of categories comes and goes in half a year to two years. */
function drawTaste(random: Random, { products, categories }: Assortment): Taste {
  const favourites = new Set(Array.from({ length: random.whole(1, 4) }, () => random.pick(categories)));
  const brands = [...new Set(products.map(({ brand }) => brand))];
  const tags = [...new Set(products.flatMap((product) => product.tags))];
  const wave = (category: string): Wave => ({
    mean: (favourites.has(category) ? 0.9 : -0.9) + random.normal(0, 0.4),
    height: random.between(0.2, 1),
    periodMs: random.between(180, 720) * DAY_MS,
    phase: random.unit(),
  });
  return {
    categories: new Map(categories.map((category) => [category, wave(category)])),
    brands: new Map(brands.map((brand) => [brand, random.normal(0, 0.5)])),
    tags: new Map(tags.map((tag) => [tag, random.normal(0, 0.3)])),
    budget: random.pick([25, 60, 140]) * random.logNormal(1, 0.3),
  };
}

/** Log odds of an answer by channel, beside what is usual on it. */
function drawChannels(random: Random): Readonly<Record<Channel, number>> {
  const liking = (): number => random.normal(0, 0.5);
  return { email: liking(), sms: liking(), push: liking(), onsite: liking(), webhook: liking() };
}
