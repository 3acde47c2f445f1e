import { seededRandom } from "../seeded-random.js";

export const USUAL_RESAMPLES = 1_000;

/** How often each block of people is drawn, resample by resample (Efron 1979); the same for all that is measured, so that differences are paired. */
export class Resamples {
  readonly #draws: readonly Uint8Array[];

  constructor(blocks: number, seed: number, count = USUAL_RESAMPLES) {
    const random = seededRandom(seed);
    this.#draws = Array.from({ length: count }, () => {
      const draw = new Uint8Array(blocks);
      for (let i = 0; i < blocks; i++) {
        const block = Math.floor(random() * blocks);
        draw[block] = (draw[block] as number) + 1;
      }
      return draw;
    });
  }

  /** The sum of what blocks have, in each resample. */
  sums(values: Float64Array): Float64Array {
    const sums = new Float64Array(this.#draws.length);
    for (let at = 0; at < sums.length; at++) {
      const draw = this.#draws[at] as Uint8Array;
      let sum = 0;
      for (let block = 0; block < draw.length; block++) sum += (draw[block] as number) * (values[block] as number);
      sums[at] = sum;
    }
    return sums;
  }
}
