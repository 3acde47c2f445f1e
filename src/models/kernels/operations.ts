/**
 * What a kernel can do, by addresses (bytes into one memory). Two implementations, equal to the bit: WebAssembly with SIMD (assembly/) and
 * TypeScript (scalar/). Matrices are row by row, f32; `d` is the dimension, a multiple of 8. Addresses are multiples of 16.
 */
export interface Operations {
  /** a = unobserved * gramian + regularisation * I. */
  begin(a: number, gramian: number, unobserved: number, regularisation: number, d: number): void;
  /** a += sum of w x x^T (upper triangle), b += sum of w x, over the rows named. `chunk`: chunkBytes(d) to work in. */
  accumulate(
    a: number,
    b: number,
    factors: number,
    rows: number,
    weights: number,
    count: number,
    d: number,
    chunk: number,
  ): void;
  /** Upper Cholesky factor in place, 1 / u_kk on its diagonal; below it is rubbish. */
  factorise(a: number, d: number): void;
  /** out = a^-1 b, a as factorise left it. */
  solve(a: number, b: number, out: number, d: number): void;
  /** out = sum of x x^T over rows from (inclusive) to (exclusive), upper triangle. */
  gramian(out: number, factors: number, from: number, to: number, d: number): void;
  /** Half an iALS epoch for some rows: see assembly/normal-equations.as. */
  halfStep(
    from: number,
    to: number,
    offsets: number,
    others: number,
    weights: number,
    factors: number,
    gramian: number,
    unobserved: number,
    regularisations: number,
    out: number,
    d: number,
    a: number,
    b: number,
    chunk: number,
  ): void;
  /** out[r] = factors[r] . user; sums: three f64, the number, sum and sum of squares of scores whose byte in `mask` is 0. mask 0: all. */
  scores(factors: number, user: number, mask: number, out: number, count: number, d: number, sums: number): void;
  /** out[n] = factors[rows[n]] . user, the same bits as `scores`. */
  scoresAt(factors: number, user: number, rows: number, out: number, count: number, d: number): void;
  /** out[r] = what factors[r] . user can be at most, from int8 rows and the user as int16: see assembly/upper-bounds.as. */
  upperBounds(
    quantised: number,
    width: number,
    scales: number,
    residuals: number,
    user: number,
    userScale: number,
    userNorm: number,
    slack: number,
    out: number,
    count: number,
  ): void;
  /** out = a network of dense layers over `count` rows of `width` numbers: see assembly/dense.as. */
  forward(
    program: number,
    layers: number,
    rows: number,
    width: number,
    count: number,
    a: number,
    b: number,
    out: number,
  ): void;
}

/** Rows that are gathered at a time; part of the result's bits only by the order of additions, which it does not change. */
export const CHUNK_ROWS = 32;

export function chunkBytes(dimension: number): number {
  return 2 * CHUNK_ROWS * dimension * 4;
}
