/** Room just above an f32 rounding, so that bounds stay bounds. */
const ROUND_UP = 1 + 2 ** -20;

export interface QuantisedRows {
  readonly int8: Int8Array;
  /** Bytes of one row, a multiple of 16; what is behind the dimension stays 0. */
  readonly width: number;
  readonly scales: Float32Array;
  /** The norm of what the int8 row leaves out of the f32 one, rounded up. */
  readonly residuals: Float32Array;
}

/** Fills in int8 rows with a scale each: x = scale * q + e, |q| <= 127. Returns the largest norm of a row. */
export function quantise(factors: Float32Array, dimension: number, from: number, into: QuantisedRows): number {
  let largest = 0;
  for (let row = from; row < into.scales.length; row++) {
    const first = row * dimension;
    let [most, norm] = [0, 0];
    for (let i = 0; i < dimension; i++) {
      const value = factors[first + i] as number;
      most = Math.max(most, Math.abs(value));
      norm += value * value;
    }
    largest = Math.max(largest, norm);
    const scale = Math.fround(most / 127);
    into.scales[row] = scale;
    let left = 0;
    for (let i = 0; i < dimension; i++) {
      const value = factors[first + i] as number;
      const whole = scale === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(value / scale)));
      into.int8[row * into.width + i] = whole;
      left += (value - scale * whole) ** 2;
    }
    into.residuals[row] = Math.sqrt(left) * ROUND_UP;
  }
  return Math.sqrt(largest) * ROUND_UP;
}

export interface QuantisedUser {
  readonly scale: number;
  /** At least the norm of the vector, and of what int16 leaves out of it. */
  readonly norm: number;
  readonly residual: number;
}

/** The user's vector as int16 (into `whole`), so that nearly all error is the items'. */
export function quantiseUser(user: Float32Array, whole: Int16Array): QuantisedUser {
  let most = 0;
  for (const value of user) most = Math.max(most, Math.abs(value));
  const scale = Math.fround(most / 32_767);
  let [norm, left] = [0, 0];
  user.forEach((value, i) => {
    const rounded = scale === 0 ? 0 : Math.max(-32_767, Math.min(32_767, Math.round(value / scale)));
    whole[i] = rounded;
    norm += value * value;
    left += (value - scale * rounded) ** 2;
  });
  return { scale, norm: Math.sqrt(norm) * ROUND_UP, residual: Math.sqrt(left) * ROUND_UP };
}
