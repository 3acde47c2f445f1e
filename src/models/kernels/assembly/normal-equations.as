import { factorise, solve } from "./cholesky";

/** Rows gathered at a time: they, their weighted copy and the matrix stay in the first-level cache at d = 64. */
const CHUNK: u32 = 32;

/** a = unobserved * gramian + regularisation * I. */
export function begin(a: usize, gramian: usize, unobserved: f32, regularisation: f32, d: u32): void {
  const bytes = <usize>d * d * 4;
  const factor = f32x4.splat(unobserved);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(a + at, f32x4.mul(factor, v128.load(gramian + at)));
  for (let at: usize = 0; at < bytes; at += (<usize>d + 1) * 4) store<f32>(a + at, load<f32>(a + at) + regularisation);
}

/** a += sum of w x x^T (upper triangle), b += sum of w x, over the rows named. `chunk` has room for 2 * 32 rows. */
export function accumulate(
  a: usize,
  b: usize,
  factors: usize,
  rows: usize,
  weights: usize,
  count: u32,
  d: u32,
  chunk: usize,
): void {
  const rowBytes = <usize>d * 4;
  const weighted = chunk + <usize>CHUNK * rowBytes;
  for (let first: u32 = 0; first < count; first += CHUNK) {
    const n = min(CHUNK, count - first);
    let x = chunk;
    let wx = weighted;
    for (let r: u32 = 0; r < n; r++) {
      const source = factors + <usize>load<u32>(rows) * rowBytes;
      const weight = v128.load32_splat(weights);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const value = v128.load(source + at);
        const product = f32x4.mul(weight, value);
        v128.store(x + at, value);
        v128.store(wx + at, product);
        v128.store(b + at, f32x4.add(v128.load(b + at), product));
      }
      x += rowBytes;
      wx += rowBytes;
      rows += 4;
      weights += 4;
    }
    symmetricUpdate(a, weighted, chunk, n, d);
  }
}

/** out = sum of x x^T over rows from (inclusive) to (exclusive), upper triangle. */
export function gramian(out: usize, factors: usize, from: u32, to: u32, d: u32): void {
  const rowBytes = <usize>d * 4;
  memory.fill(out, 0, <usize>d * rowBytes);
  for (let first = from; first < to; first += CHUNK) {
    const x = factors + <usize>first * rowBytes;
    symmetricUpdate(out, x, x, min(CHUNK, to - first), d);
  }
}

/** a += wx^T x, in tiles of 4 x 8 that touch the upper triangle: a tile's 8 sums stay in registers. */
function symmetricUpdate(a: usize, wx: usize, x: usize, n: u32, d: u32): void {
  const rowBytes = <usize>d * 4;
  for (let i: usize = 0; i < <usize>d; i += 4) {
    for (let j: usize = i & ~7; j < <usize>d; j += 8) {
      const r0 = a + i * rowBytes + j * 4;
      const r1 = r0 + rowBytes;
      const r2 = r1 + rowBytes;
      const r3 = r2 + rowBytes;
      let a00 = v128.load(r0);
      let a01 = v128.load(r0, 16);
      let a10 = v128.load(r1);
      let a11 = v128.load(r1, 16);
      let a20 = v128.load(r2);
      let a21 = v128.load(r2, 16);
      let a30 = v128.load(r3);
      let a31 = v128.load(r3, 16);
      let left = wx + i * 4;
      let right = x + j * 4;
      for (let r: u32 = 0; r < n; r++) {
        const x0 = v128.load(right);
        const x1 = v128.load(right, 16);
        const w0 = v128.load32_splat(left);
        a00 = f32x4.add(a00, f32x4.mul(w0, x0));
        a01 = f32x4.add(a01, f32x4.mul(w0, x1));
        const w1 = v128.load32_splat(left, 4);
        a10 = f32x4.add(a10, f32x4.mul(w1, x0));
        a11 = f32x4.add(a11, f32x4.mul(w1, x1));
        const w2 = v128.load32_splat(left, 8);
        a20 = f32x4.add(a20, f32x4.mul(w2, x0));
        a21 = f32x4.add(a21, f32x4.mul(w2, x1));
        const w3 = v128.load32_splat(left, 12);
        a30 = f32x4.add(a30, f32x4.mul(w3, x0));
        a31 = f32x4.add(a31, f32x4.mul(w3, x1));
        left += rowBytes;
        right += rowBytes;
      }
      v128.store(r0, a00);
      v128.store(r0, a01, 16);
      v128.store(r1, a10);
      v128.store(r1, a11, 16);
      v128.store(r2, a20);
      v128.store(r2, a21, 16);
      v128.store(r3, a30);
      v128.store(r3, a31, 16);
    }
  }
}

/**
 * Half an iALS epoch for the rows from (inclusive) to (exclusive): out[r] = argmin of r's loss with the other side held fixed. `offsets`, `others`, `weights`:
 * who the row met, compressed sparse rows. `regularisations`: by row. Rows that met nobody get zeros.
 */
export function halfStep(
  from: u32,
  to: u32,
  offsets: usize,
  others: usize,
  weights: usize,
  factors: usize,
  gramian: usize,
  unobserved: f32,
  regularisations: usize,
  out: usize,
  d: u32,
  a: usize,
  b: usize,
  chunk: usize,
): void {
  const rowBytes = <usize>d * 4;
  for (let row = from; row < to; row++) {
    const first = load<u32>(offsets + <usize>row * 4);
    const count = load<u32>(offsets + <usize>row * 4 + 4) - first;
    const target = out + <usize>row * rowBytes;
    if (count == 0) {
      memory.fill(target, 0, rowBytes);
      continue;
    }
    begin(a, gramian, unobserved, load<f32>(regularisations + <usize>row * 4), d);
    memory.fill(b, 0, rowBytes);
    accumulate(a, b, factors, others + <usize>first * 4, weights + <usize>first * 4, count, d, chunk);
    factorise(a, d);
    solve(a, b, target, d);
  }
}
