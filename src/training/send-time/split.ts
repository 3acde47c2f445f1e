import { seededRandom } from "../seeded-random.js";
import type { PersonSigns, Signs } from "./signs.js";

export const SEND_TIME_PROTOCOLS = ["per-person", "random-split"] as const;
export type SendTimeProtocol = (typeof SEND_TIME_PROTOCOLS)[number];

/** One person's signs, parted: what is learnt from and what is foreseen. Both ascending by time. */
export interface Parted {
  readonly train: PersonSigns;
  readonly test: PersonSigns;
}

export interface SplitOptions {
  readonly protocol: SendTimeProtocol;
  /** Of everyone's signs, the first ones train. */
  readonly trainShare: number;
  /** People with fewer signs are left out. */
  readonly least: number;
  readonly seed: number;
}

/** Who has something to learn from and something to foresee. */
export function splitSigns({ people }: Signs, { protocol, trainShare, least, seed }: SplitOptions): Parted[] {
  const random = seededRandom(seed);
  return people
    .filter(({ times }) => times.length >= least)
    .map((person) => {
      const cut = Math.floor(trainShare * person.times.length + 1e-9);
      return part(person, protocol === "per-person" ? (at) => at < cut : () => random() < trainShare);
    })
    .filter(({ train, test }) => train.times.length > 0 && test.times.length > 0);
}

/**
 * Folds for choosing settings, out of the training parts alone: each person's signs up to a share of them, and the fifth after that. What is foreseen
 * in the end takes no part.
 */
export function validationFolds(people: readonly Parted[]): Parted[][] {
  return [0.4, 0.6, 0.8].map((share) =>
    people
      .map(({ train }) => {
        const cut = Math.floor(share * train.times.length + 1e-9);
        const end = Math.floor((share + 0.2) * train.times.length + 1e-9);
        return { train: slice(train, 0, cut), test: slice(train, cut, end) };
      })
      .filter(({ train, test }) => train.times.length > 0 && test.times.length > 0),
  );
}

function part(person: PersonSigns, isTrain: (at: number) => boolean): Parted {
  const places = person.times.map((_, at) => at);
  const kinds = places.map(isTrain);
  const those = (wanted: boolean): PersonSigns => {
    const chosen = places.filter((at) => kinds[at] === wanted);
    return {
      times: chosen.map((at) => person.times[at] as number),
      hours: Uint8Array.from(chosen, (at) => person.hours[at] as number),
    };
  };
  return { train: those(true), test: those(false) };
}

function slice({ times, hours }: PersonSigns, from: number, until: number): PersonSigns {
  return { times: times.slice(from, until), hours: hours.slice(from, until) };
}
