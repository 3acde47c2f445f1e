/** Keeps the root of a pivot real where rounding has eaten it. */
const SMALLEST_PIVOT: f32 = 1e-20;

/**
 * Upper Cholesky factor in place, a = u^T u, four pivot rows at a time. The diagonal holds 1 / u_kk. Below the diagonal is rubbish, never read.
 */
export function factorise(a: usize, d: u32): void {
  const rowBytes = <usize>d * 4;
  for (let k: usize = 0; k < <usize>d; k += 4) {
    const panel = a + k * rowBytes;
    for (let p: usize = 0; p < 4; p++) {
      const row = panel + p * rowBytes;
      for (let q: usize = 0; q < p; q++) {
        const above = panel + q * rowBytes;
        const s = v128.load32_splat(above + (k + p) * 4);
        for (let at: usize = k * 4; at < rowBytes; at += 16) {
          v128.store(row + at, f32x4.sub(v128.load(row + at), f32x4.mul(s, v128.load(above + at))));
        }
      }
      const pivot = row + (k + p) * 4;
      const inverse: f32 = <f32>1 / sqrt<f32>(max<f32>(load<f32>(pivot), SMALLEST_PIVOT));
      const scale = f32x4.splat(inverse);
      for (let at: usize = k * 4; at < rowBytes; at += 16) v128.store(row + at, f32x4.mul(scale, v128.load(row + at)));
      store<f32>(pivot, inverse);
    }
    for (let i = k + 4; i < <usize>d; i += 2) subtractPanel(a + i * rowBytes, panel, i, rowBytes);
  }
}

/** Rows i and i + 1, from the diagonal on: minus what the panel's four rows explain. */
// @ts-ignore: decorator
@inline
function subtractPanel(row: usize, panel: usize, i: usize, rowBytes: usize): void {
  const p1 = panel + rowBytes;
  const p2 = p1 + rowBytes;
  const p3 = p2 + rowBytes;
  const next = row + rowBytes;
  const at0 = i * 4;
  const s0 = v128.load32_splat(panel + at0);
  const s1 = v128.load32_splat(p1 + at0);
  const s2 = v128.load32_splat(p2 + at0);
  const s3 = v128.load32_splat(p3 + at0);
  const t0 = v128.load32_splat(panel + at0, 4);
  const t1 = v128.load32_splat(p1 + at0, 4);
  const t2 = v128.load32_splat(p2 + at0, 4);
  const t3 = v128.load32_splat(p3 + at0, 4);
  for (let at: usize = (i & ~3) * 4; at < rowBytes; at += 16) {
    let u = v128.load(panel + at);
    let x = f32x4.sub(v128.load(row + at), f32x4.mul(s0, u));
    let y = f32x4.sub(v128.load(next + at), f32x4.mul(t0, u));
    u = v128.load(p1 + at);
    x = f32x4.sub(x, f32x4.mul(s1, u));
    y = f32x4.sub(y, f32x4.mul(t1, u));
    u = v128.load(p2 + at);
    x = f32x4.sub(x, f32x4.mul(s2, u));
    y = f32x4.sub(y, f32x4.mul(t2, u));
    u = v128.load(p3 + at);
    v128.store(row + at, f32x4.sub(x, f32x4.mul(s3, u)));
    v128.store(next + at, f32x4.sub(y, f32x4.mul(t3, u)));
  }
}

/** out = a^-1 b, with a as factorise left it; `b` may be anything but `out`. */
export function solve(a: usize, b: usize, out: usize, d: u32): void {
  const rowBytes = <usize>d * 4;
  memory.copy(out, b, rowBytes);
  for (let k: usize = 0; k < <usize>d; k += 4) forward(a + k * rowBytes, out, k, rowBytes);
  for (let k: usize = <usize>d; k > 0; k -= 4) backward(a + (k - 4) * rowBytes, out, k - 4, rowBytes);
}

/** u^T y = b, four unknowns. */
function forward(panel: usize, y: usize, k: usize, rowBytes: usize): void {
  const p1 = panel + rowBytes;
  const p2 = p1 + rowBytes;
  const p3 = p2 + rowBytes;
  const at0 = k * 4;
  const y0 = load<f32>(y + at0) * load<f32>(panel + at0);
  const y1 = (load<f32>(y + at0, 4) - y0 * load<f32>(panel + at0, 4)) * load<f32>(p1 + at0, 4);
  const y2 =
    (load<f32>(y + at0, 8) - y0 * load<f32>(panel + at0, 8) - y1 * load<f32>(p1 + at0, 8)) * load<f32>(p2 + at0, 8);
  const y3 =
    (load<f32>(y + at0, 12) -
      y0 * load<f32>(panel + at0, 12) -
      y1 * load<f32>(p1 + at0, 12) -
      y2 * load<f32>(p2 + at0, 12)) *
    load<f32>(p3 + at0, 12);
  store<f32>(y + at0, y0);
  store<f32>(y + at0, y1, 4);
  store<f32>(y + at0, y2, 8);
  store<f32>(y + at0, y3, 12);
  for (let at = at0 + 16; at < rowBytes; at += 16) {
    let v = f32x4.sub(v128.load(y + at), f32x4.mul(f32x4.splat(y0), v128.load(panel + at)));
    v = f32x4.sub(v, f32x4.mul(f32x4.splat(y1), v128.load(p1 + at)));
    v = f32x4.sub(v, f32x4.mul(f32x4.splat(y2), v128.load(p2 + at)));
    v128.store(y + at, f32x4.sub(v, f32x4.mul(f32x4.splat(y3), v128.load(p3 + at))));
  }
}

/** u z = y, four unknowns. */
function backward(panel: usize, z: usize, k: usize, rowBytes: usize): void {
  const p1 = panel + rowBytes;
  const p2 = p1 + rowBytes;
  const p3 = p2 + rowBytes;
  const at0 = k * 4;
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  for (let at = at0 + 16; at < rowBytes; at += 16) {
    const v = v128.load(z + at);
    s0 = f32x4.add(s0, f32x4.mul(v, v128.load(panel + at)));
    s1 = f32x4.add(s1, f32x4.mul(v, v128.load(p1 + at)));
    s2 = f32x4.add(s2, f32x4.mul(v, v128.load(p2 + at)));
    s3 = f32x4.add(s3, f32x4.mul(v, v128.load(p3 + at)));
  }
  const z3 = (load<f32>(z + at0, 12) - sumOf(s3)) * load<f32>(p3 + at0, 12);
  const z2 = (load<f32>(z + at0, 8) - sumOf(s2) - z3 * load<f32>(p2 + at0, 12)) * load<f32>(p2 + at0, 8);
  const z1 =
    (load<f32>(z + at0, 4) - sumOf(s1) - z3 * load<f32>(p1 + at0, 12) - z2 * load<f32>(p1 + at0, 8)) *
    load<f32>(p1 + at0, 4);
  const z0 =
    (load<f32>(z + at0) -
      sumOf(s0) -
      z3 * load<f32>(panel + at0, 12) -
      z2 * load<f32>(panel + at0, 8) -
      z1 * load<f32>(panel + at0, 4)) *
    load<f32>(panel + at0);
  store<f32>(z + at0, z0);
  store<f32>(z + at0, z1, 4);
  store<f32>(z + at0, z2, 8);
  store<f32>(z + at0, z3, 12);
}

/** Of four lanes: (0 + 2) + (1 + 3), as in scores.as. */
// @ts-ignore: decorator
@inline
function sumOf(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3))
  );
}
