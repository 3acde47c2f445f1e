import { addScaled, dot, round } from "./floats.js";

const SMALLEST_PIVOT = round(1e-20);

/** assembly/cholesky.as: element (i, j) of the factor loses its products row above by row above, as there. Places, not addresses. */
export function factorise(f32: Float32Array, a: number, d: number): void {
  for (let k = 0; k < d; k++) {
    const row = a + k * d;
    for (let above = 0; above < k; above++) {
      addScaled(f32, row + k, -(f32[a + above * d + k] as number), a + above * d + k, d - k);
    }
    const inverse = round(1 / round(Math.sqrt(Math.max(f32[row + k] as number, SMALLEST_PIVOT))));
    for (let j = k + 1; j < d; j++) f32[row + j] = inverse * (f32[row + j] as number);
    f32[row + k] = inverse;
  }
}

/** z = a^-1 b, a as factorise left it. */
export function solve(f32: Float32Array, a: number, b: number, z: number, d: number): void {
  f32.copyWithin(z, b, b + d);
  for (let k = 0; k < d; k++) {
    const diagonal = a + k * d + k;
    const y = round((f32[z + k] as number) * (f32[diagonal] as number));
    f32[z + k] = y;
    addScaled(f32, z + k + 1, -y, diagonal + 1, d - k - 1);
  }
  for (let k = d - 1; k >= 0; k--) {
    // Whole fours after k's own four in lanes, then the rest of k's four from its end.
    const next = (k & ~3) + 4;
    let left = round((f32[z + k] as number) - dot(f32, z + next, a + k * d + next, d - next));
    for (let j = next - 1; j > k; j--) {
      left = round(left - round((f32[z + j] as number) * (f32[a + k * d + j] as number)));
    }
    f32[z + k] = left * (f32[a + k * d + k] as number);
  }
}
