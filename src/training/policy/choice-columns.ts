import { AttuneError } from "../../domain/errors.js";

/** Which columns of a file say what: names in its header, or numbers from 1. */
export interface ChoiceColumns {
  readonly action: string;
  readonly reward: string;
  /** "uniform": each of what could be chosen was as likely as any other. */
  readonly propensity: string;
  /** What is known of the moment. */
  readonly context: readonly string[];
  /** Rows are comparable where these are equal; the same actions can be chosen in them. */
  readonly strata: readonly string[];
  /** Whose the row is; left out: everybody has one. */
  readonly person?: string | undefined;
}

/** Numbers from 0. */
export interface ChoicePlaces {
  readonly action: number;
  readonly reward: number;
  /** undefined: uniform. */
  readonly propensity: number | undefined;
  readonly context: readonly number[];
  readonly strata: readonly number[];
  readonly person: number | undefined;
}

export const UNIFORM = "uniform";
const NUMBER = /^[1-9]\d{0,3}$/;

/** Where the columns are, by the header. @throws AttuneError ATTUNE_USAGE */
export function choicePlaces(header: readonly string[], columns: ChoiceColumns, file: string): ChoicePlaces {
  const placeOf = (column: string): number => {
    const named = header.indexOf(column);
    if (named >= 0 && header.includes(column, named + 1))
      throw new AttuneError("ATTUNE_USAGE", `${file} has several columns "${column}"; say which by its number, from 1`);
    const place = named >= 0 || !NUMBER.test(column) ? named : Number(column) - 1;
    if (place >= 0 && place < header.length) return place;
    const said = header.join(", ").slice(0, 200);
    throw new AttuneError("ATTUNE_USAGE", `${file} has no column "${column}"; its header says ${said}`);
  };
  const { action, reward, propensity, context, strata, person } = columns;
  return {
    action: placeOf(action),
    reward: placeOf(reward),
    propensity: propensity === UNIFORM ? undefined : placeOf(propensity),
    context: context.map(placeOf),
    strata: strata.map(placeOf),
    person: person === undefined ? undefined : placeOf(person),
  };
}
