import type { SendTimeRecipe } from "../../domain/timing.js";
import type { Evidence } from "../../models/versions/evidence.js";
import { evidenceOf } from "../promotion/evidence.js";
import { attuneChoice } from "./choosers.js";
import { casesOf, hitsOf, shareOf } from "./score.js";
import type { PersonSigns, Signs } from "./signs.js";
import type { Parted } from "./split.js";

export interface RecipeBeside {
  readonly name: string;
  readonly recipe: SendTimeRecipe;
}

export interface SendTimeComparison {
  /** From here on signs are foreseen; those before are what the engine would hold, ms. */
  readonly from: number;
  readonly kind: keyof SendTimeRecipe["weights"];
  readonly source: string;
  readonly seed: number;
}

/** Signs that the three chosen hours of their day miss, by two recipes. undefined where there are too few. */
export function missedSigns(
  people: readonly Parted[],
  ours: SendTimeRecipe,
  theirs: RecipeBeside,
  { kind, source, seed }: Omit<SendTimeComparison, "from">,
): Evidence | undefined {
  const [own, other] = [ours, theirs.recipe].map((recipe) => hitsOf(people, attuneChoice(people, kind, recipe))) as [
    Uint8Array,
    Uint8Array,
  ];
  return evidenceOf({
    against: theirs.name,
    measure: "share of signs missed",
    data: `held-out signs of ${source}`,
    personOf: casesOf(people).map(({ person }) => person),
    ours: Array.from(own, (hit) => 1 - hit),
    theirs: Array.from(other, (hit) => 1 - hit),
    metrics: { share: shareOf(own) },
    theirMetrics: { share: shareOf(other) },
    seed,
  });
}

/** Two recipes on what happened after either was chosen. */
export function compareSendTime(
  { people }: Signs,
  ours: SendTimeRecipe,
  theirs: RecipeBeside,
  comparison: SendTimeComparison,
): Evidence | undefined {
  const parted = people
    .map((signs) => ({
      train: within(signs, (time) => time < comparison.from),
      test: within(signs, (time) => time >= comparison.from),
    }))
    .filter(({ train, test }) => train.times.length > 0 && test.times.length > 0);
  return missedSigns(parted, ours, theirs, comparison);
}

function within({ times, hours }: PersonSigns, isIn: (time: number) => boolean): PersonSigns {
  const places = times.map((_, at) => at).filter((at) => isIn(times[at] as number));
  return {
    times: places.map((at) => times[at] as number),
    hours: Uint8Array.from(places, (at) => hours[at] as number),
  };
}
