import { DAY } from "../../domain/time.js";
import type { SendTimeRecipe } from "../../domain/timing.js";
import { posteriorOf } from "../../engine/timing/model/posterior.js";
import { everyonesEvidence, ownEvidence } from "./evidence.js";
import type { PersonSigns } from "./signs.js";
import type { Parted } from "./split.js";

const HOURS = 24;
/** A sender may choose among so many hours a day. */
export const CHOSEN_HOURS = 3;

/** How good each hour of a day (0 = Monday) looks for a person whose signs so far are `train`, at `time`. */
export type Choose = (train: PersonSigns, day: number, time: number) => ArrayLike<number>;

/** Is this hour of the week among the chosen hours of its day? Equal hours: the earlier. */
export function isChosen(scores: ArrayLike<number>, hourOfWeek: number): boolean {
  const hour = hourOfWeek % HOURS;
  const score = scores[hour] as number;
  let better = 0;
  for (let other = 0; other < HOURS; other++) {
    const beside = scores[other] as number;
    if (beside > score || (beside === score && other < hour)) better++;
  }
  return better < CHOSEN_HOURS;
}

/** The hours in which most signs of everybody were, the same for all. */
export function globalChoice(people: readonly Parted[]): Choose {
  const counts = new Float64Array(HOURS);
  for (const { train } of people) count(train, counts);
  return () => counts;
}

/** The hours in which most signs of this person were. */
export function histogramChoice(): Choose {
  const countsOf = remembered((train) => count(train, new Float64Array(HOURS)));
  return (train) => countsOf(train, 0);
}

/** The model as it is served, by what the engine would hold of the person when the day begins. */
export function attuneChoice(
  people: readonly Parted[],
  kind: keyof SendTimeRecipe["weights"],
  recipe: SendTimeRecipe,
): Choose {
  const weight = recipe.weights[kind];
  const trained = people.map(({ train }) => train);
  const everyone = everyonesEvidence(trained, weight);
  const ratesOn = remembered((train, date) => {
    const own = ownEvidence(train, weight, date * DAY, recipe.halfLifeMs);
    return posteriorOf({ everyone, cohort: undefined, own }, recipe).rates;
  });
  return (train, day, time) => ratesOn(train, Math.floor(time / DAY)).subarray(day * HOURS, (day + 1) * HOURS);
}

function count({ hours }: PersonSigns, into: Float64Array): Float64Array {
  for (const hour of hours) into[hour % HOURS] = (into[hour % HOURS] as number) + 1;
  return into;
}

/** People come one after the other, and their days do: what was made last is kept. `date`: days since 1970-01-01. */
function remembered<T>(make: (train: PersonSigns, date: number) => T): (train: PersonSigns, date: number) => T {
  let last: { readonly train: PersonSigns; readonly date: number; readonly made: T } | undefined;
  return (train, date) => {
    if (last?.train !== train || last.date !== date) last = { train, date, made: make(train, date) };
    return last.made;
  };
}
