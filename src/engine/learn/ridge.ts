/**
 * Ridge regression from its sufficient statistics: the w that minimises sum (y - w x)^2 + strength |w - w0|^2, that is
 * (A + strength I) w = b + strength w0 with A = sum x x^T and b = sum y x; by Cholesky decomposition (A + strength I is positive definite).
 * The mean of a Bayesian linear regression's posterior whose prior w0 counts as `strength` observations.
 * `upper`: A's upper triangle, row by row.
 */
export function solveRidge(
  upper: ArrayLike<number>,
  b: readonly number[],
  strength: number,
  w0: readonly number[],
): number[] {
  const size = b.length;
  const lower = decompose(upper, size, strength);
  const y: number[] = [];
  for (let row = 0; row < size; row++) {
    let rest = (b[row] as number) + strength * (w0[row] ?? 0);
    for (let k = 0; k < row; k++) rest -= at(lower, row, k) * (y[k] as number);
    y.push(rest / at(lower, row, row));
  }
  const w = y;
  for (let row = size - 1; row >= 0; row--) {
    let rest = y[row] as number;
    for (let k = row + 1; k < size; k++) rest -= at(lower, k, row) * (w[k] as number);
    w[row] = rest / at(lower, row, row);
  }
  return w;
}

/** L of A + strength I = L L^T, row by row: row r has r + 1 numbers. */
function decompose(upper: ArrayLike<number>, size: number, strength: number): Float64Array {
  const lower = new Float64Array((size * (size + 1)) / 2);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest =
        (upper[column * size - (column * (column - 1)) / 2 + row - column] as number) + (row === column ? strength : 0);
      for (let k = 0; k < column; k++) rest -= at(lower, row, k) * at(lower, column, k);
      lower[(row * (row + 1)) / 2 + column] = row === column ? Math.sqrt(rest) : rest / at(lower, column, column);
    }
  }
  return lower;
}

function at(lower: Float64Array, row: number, column: number): number {
  return lower[(row * (row + 1)) / 2 + column] as number;
}
