import { setImmediate } from "node:timers/promises";
import { DAY } from "../../domain/time.js";
import type { SendTimeRecipe } from "../../domain/timing.js";
import { seededRandom, shuffle } from "../seeded-random.js";
import { attuneChoice } from "./choosers.js";
import { casesOf, hitsOf, shareOf } from "./score.js";
import { type Parted, validationFolds } from "./split.js";

type Chosen = Pick<SendTimeRecipe, "ownStrength" | "sharedByDays" | "smoothingHours" | "halfLifeMs">;

export interface SendTimeTrial {
  readonly settings: Chosen;
  /** Mean over the folds of the share in the chosen hours, of signs that are the first of their hour. */
  readonly share: number;
}

/** What is tried. Files hold no exposures, no look-alikes and one kind of sign: the rest of the recipe can't be chosen on them. */
const GRID = {
  ownStrength: [2, 4, 6, 8],
  sharedByDays: [0.8, 0.9, 1],
  smoothingHours: [0.5, 0.75, 1, 1.5],
  halfLifeDays: [60, 120, 240, 365, 730],
} as const;
/** A larger sample would hardly choose better. */
const MOST_PEOPLE = 1_000;

export interface TuneOptions {
  readonly kind: keyof SendTimeRecipe["weights"];
  readonly recipe: SendTimeRecipe;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (phase: string, done: number, total: number) => void;
}

/**
 * Every recipe of the grid on folds of the training parts alone, the best first. Only signs that are the first of their hour are counted: else the
 * recipe is chosen that best remembers the message which was open when the fold was cut.
 */
export async function tune(people: readonly Parted[], options: TuneOptions): Promise<SendTimeTrial[]> {
  const { kind, recipe, signal, onProgress } = options;
  const folds = validationFolds(sampled(people, options.seed)).map((fold) => ({ fold, cases: casesOf(fold) }));
  const candidates = grid();
  const trials: SendTimeTrial[] = [];
  for (const settings of candidates) {
    // Lets progress be drawn, and signals in.
    await setImmediate(undefined, { signal });
    const shares = folds.map(({ fold, cases }) => {
      const hits = hitsOf(fold, attuneChoice(fold, kind, { ...recipe, ...settings }));
      return shareOf(hits, (at) => cases[at]?.isApart === true);
    });
    trials.push({ settings, share: shares.reduce((sum, share) => sum + share, 0) / folds.length });
    onProgress("recipes", trials.length, candidates.length);
  }
  return trials.sort((a, b) => b.share - a.share);
}

function grid(): Chosen[] {
  return GRID.ownStrength.flatMap((ownStrength) =>
    GRID.sharedByDays.flatMap((sharedByDays) =>
      GRID.smoothingHours.flatMap((smoothingHours) =>
        GRID.halfLifeDays.map((days) => ({ ownStrength, sharedByDays, smoothingHours, halfLifeMs: days * DAY })),
      ),
    ),
  );
}

function sampled(people: readonly Parted[], seed: number): readonly Parted[] {
  if (people.length <= MOST_PEOPLE) return people;
  const places = people.map((_, at) => at);
  shuffle(places, seededRandom(seed));
  return places.slice(0, MOST_PEOPLE).map((at) => people[at] as Parted);
}
