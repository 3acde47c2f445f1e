/**
 * out[r] = factors[r] . user for all rows. sums: f64 count, sum and sum of squares of the scores whose byte in `mask` is 0 (mask 0: of all).
 * Four rows at a time share the loads of the user's vector.
 */
export function scores(factors: usize, user: usize, mask: usize, out: usize, count: u32, d: u32, sums: usize): void {
  const rowBytes = <usize>d * 4;
  const fours = count & ~3;
  let sumLow = f64x2.splat(0);
  let sumHigh = f64x2.splat(0);
  let squaresLow = f64x2.splat(0);
  let squaresHigh = f64x2.splat(0);
  let masked: u32 = 0;
  let row = factors;
  for (let r: u32 = 0; r < fours; r += 4) {
    let four = dots(row, user, rowBytes);
    v128.store(out + <usize>r * 4, four);
    if (mask != 0) {
      const bytes = load<u32>(mask + r);
      if (bytes != 0) {
        const open = i32x4.eq(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(i32x4.splat(bytes))), i32x4.splat(0));
        masked += 4 - <u32>popcnt(i32x4.bitmask(open));
        four = v128.and(four, open);
      }
    }
    const low = f64x2.promote_low_f32x4(four);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f64>(four, four, 1, 1));
    sumLow = f64x2.add(sumLow, low);
    sumHigh = f64x2.add(sumHigh, high);
    squaresLow = f64x2.add(squaresLow, f64x2.mul(low, low));
    squaresHigh = f64x2.add(squaresHigh, f64x2.mul(high, high));
    row += rowBytes * 4;
  }
  sumLow = f64x2.add(sumLow, sumHigh);
  squaresLow = f64x2.add(squaresLow, squaresHigh);
  let sum = f64x2.extract_lane(sumLow, 0) + f64x2.extract_lane(sumLow, 1);
  let squares = f64x2.extract_lane(squaresLow, 0) + f64x2.extract_lane(squaresLow, 1);
  for (let r = fours; r < count; r++) {
    const score = dot(row, user, rowBytes);
    store<f32>(out + <usize>r * 4, score);
    if (mask != 0 && load<u8>(mask + r) != 0) masked++;
    else {
      sum += <f64>score;
      squares += <f64>score * <f64>score;
    }
    row += rowBytes;
  }
  store<f64>(sums, <f64>(count - masked));
  store<f64>(sums, sum, 8);
  store<f64>(sums, squares, 16);
}

/** out[n] = factors[rows[n]] . user, with the same bits as `scores`. */
export function scoresAt(factors: usize, user: usize, rows: usize, out: usize, count: u32, d: u32): void {
  const rowBytes = <usize>d * 4;
  for (let n: usize = 0; n < <usize>count; n++) {
    store<f32>(out + n * 4, dot(factors + <usize>load<u32>(rows + n * 4) * rowBytes, user, rowBytes));
  }
}

// @ts-ignore: decorator
@inline
function dots(row: usize, user: usize, rowBytes: usize): v128 {
  const r1 = row + rowBytes;
  const r2 = r1 + rowBytes;
  const r3 = r2 + rowBytes;
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  for (let at: usize = 0; at < rowBytes; at += 32) {
    const u = v128.load(user + at);
    s0 = f32x4.add(s0, f32x4.mul(u, v128.load(row + at)));
    s1 = f32x4.add(s1, f32x4.mul(u, v128.load(r1 + at)));
    s2 = f32x4.add(s2, f32x4.mul(u, v128.load(r2 + at)));
    s3 = f32x4.add(s3, f32x4.mul(u, v128.load(r3 + at)));
    const w = v128.load(user + at, 16);
    s0 = f32x4.add(s0, f32x4.mul(w, v128.load(row + at, 16)));
    s1 = f32x4.add(s1, f32x4.mul(w, v128.load(r1 + at, 16)));
    s2 = f32x4.add(s2, f32x4.mul(w, v128.load(r2 + at, 16)));
    s3 = f32x4.add(s3, f32x4.mul(w, v128.load(r3 + at, 16)));
  }
  const a = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7));
  const b = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function dot(row: usize, user: usize, rowBytes: usize): f32 {
  let s = f32x4.splat(0);
  for (let at: usize = 0; at < rowBytes; at += 16) s = f32x4.add(s, f32x4.mul(v128.load(user + at), v128.load(row + at)));
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 2) + (f32x4.extract_lane(s, 1) + f32x4.extract_lane(s, 3));
}
