/**
 * out[r] = what factors[r] . user can be at most, from int8 rows of `width` bytes (a multiple of 16) and the user as int16:
 * scales[r] * userScale * (q_r . p) + residuals[r] * userNorm + slack. The sums of products are whole numbers, so exact.
 */
export function upperBounds(
  quantised: usize,
  width: u32,
  scales: usize,
  residuals: usize,
  user: usize,
  userScale: f32,
  userNorm: f32,
  slack: f32,
  out: usize,
  count: u32,
): void {
  const fours = count & ~3;
  const rowBytes = <usize>width;
  const scale = f32x4.splat(userScale);
  const norm = f32x4.splat(userNorm);
  const more = f32x4.splat(slack);
  let row = quantised;
  for (let r: usize = 0; r < <usize>fours; r += 4) {
    const r1 = row + rowBytes;
    const r2 = r1 + rowBytes;
    const r3 = r2 + rowBytes;
    let s0 = i32x4.splat(0);
    let s1 = i32x4.splat(0);
    let s2 = i32x4.splat(0);
    let s3 = i32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const low = v128.load(user + at * 2);
      const high = v128.load(user + at * 2, 16);
      s0 = i32x4.add(s0, products(v128.load(row + at), low, high));
      s1 = i32x4.add(s1, products(v128.load(r1 + at), low, high));
      s2 = i32x4.add(s2, products(v128.load(r2 + at), low, high));
      s3 = i32x4.add(s3, products(v128.load(r3 + at), low, high));
    }
    const a = i32x4.add(v128.shuffle<i32>(s0, s1, 0, 4, 1, 5), v128.shuffle<i32>(s0, s1, 2, 6, 3, 7));
    const b = i32x4.add(v128.shuffle<i32>(s2, s3, 0, 4, 1, 5), v128.shuffle<i32>(s2, s3, 2, 6, 3, 7));
    const sums = i32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
    const estimate = f32x4.mul(f32x4.mul(v128.load(scales + r * 4), scale), f32x4.convert_i32x4_s(sums));
    const error = f32x4.add(f32x4.mul(v128.load(residuals + r * 4), norm), more);
    v128.store(out + r * 4, f32x4.add(estimate, error));
    row += rowBytes * 4;
  }
  for (let r = <usize>fours; r < <usize>count; r++) {
    let s = i32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      s = i32x4.add(s, products(v128.load(row + at), v128.load(user + at * 2), v128.load(user + at * 2, 16)));
    }
    const sum =
      i32x4.extract_lane(s, 0) + i32x4.extract_lane(s, 1) + i32x4.extract_lane(s, 2) + i32x4.extract_lane(s, 3);
    const estimate = load<f32>(scales + r * 4) * userScale * <f32>sum;
    store<f32>(out + r * 4, estimate + (load<f32>(residuals + r * 4) * userNorm + slack));
    row += rowBytes;
  }
}

// @ts-ignore: decorator
@inline
function products(bytes: v128, low: v128, high: v128): v128 {
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(bytes), low),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(bytes), high),
  );
}
