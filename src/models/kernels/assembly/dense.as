import { elu, relu, sigmoid, tanh4, expOf } from "./activations";

/**
 * A network of dense layers over rows, one after the other. `program`: six u32 a layer: inputs, units, units rounded up to a multiple of 4, activation,
 * addresses of kernel (inputs x rounded units, zeros behind the units) and bias. `a` and `b`: room for the widest layer's rounded units each.
 */
export function forward(
  program: usize,
  layers: u32,
  rows: usize,
  width: u32,
  count: u32,
  a: usize,
  b: usize,
  out: usize,
): void {
  for (let r: u32 = 0; r < count; r++) {
    let from = rows + <usize>(r * width) * 4;
    let into = a;
    let units: u32 = 0;
    for (let l: u32 = 0; l < layers; l++) {
      const at = program + <usize>l * 24;
      units = load<u32>(at, 4);
      const padded = load<u32>(at, 8);
      layer(from, load<u32>(at), padded, load<u32>(at, 16), load<u32>(at, 20), into);
      activate(load<u32>(at, 12), into, units, padded);
      from = into;
      into = into == a ? b : a;
    }
    for (let u: usize = 0; u < <usize>units; u++) store<f32>(out + u * 4, load<f32>(from + u * 4));
    out += <usize>units * 4;
  }
}

/** into = bias + from . kernel; each unit's sum in the order of the inputs, sixteen units at a time. */
// @ts-ignore: decorator
@inline
function layer(from: usize, inputs: u32, padded: u32, kernel: usize, bias: usize, into: usize): void {
  const rowBytes = <usize>padded * 4;
  const end = from + <usize>inputs * 4;
  let u: usize = 0;
  for (; u + 64 <= rowBytes; u += 64) {
    let s0 = v128.load(bias + u);
    let s1 = v128.load(bias + u, 16);
    let s2 = v128.load(bias + u, 32);
    let s3 = v128.load(bias + u, 48);
    let row = kernel + u;
    for (let at = from; at < end; at += 4) {
      const x = v128.load32_splat(at);
      s0 = f32x4.add(s0, f32x4.mul(x, v128.load(row)));
      s1 = f32x4.add(s1, f32x4.mul(x, v128.load(row, 16)));
      s2 = f32x4.add(s2, f32x4.mul(x, v128.load(row, 32)));
      s3 = f32x4.add(s3, f32x4.mul(x, v128.load(row, 48)));
      row += rowBytes;
    }
    v128.store(into + u, s0);
    v128.store(into + u, s1, 16);
    v128.store(into + u, s2, 32);
    v128.store(into + u, s3, 48);
  }
  for (; u < rowBytes; u += 16) {
    let s = v128.load(bias + u);
    let row = kernel + u;
    for (let at = from; at < end; at += 4) {
      s = f32x4.add(s, f32x4.mul(v128.load32_splat(at), v128.load(row)));
      row += rowBytes;
    }
    v128.store(into + u, s);
  }
}

/** In place. 0 linear, 1 relu, 2 sigmoid, 3 tanh, 4 elu, 5 softmax. */
// @ts-ignore: decorator
@inline
function activate(kind: u32, values: usize, units: u32, padded: u32): void {
  if (kind == 0) return;
  if (kind == 5) return softmax(values, units);
  const end = values + <usize>padded * 4;
  for (let at = values; at < end; at += 16) {
    const x = v128.load(at);
    v128.store(at, kind == 1 ? relu(x) : kind == 2 ? sigmoid(x) : kind == 3 ? tanh4(x) : elu(x));
  }
}

function softmax(values: usize, units: u32): void {
  const end = values + <usize>units * 4;
  let most = load<f32>(values);
  for (let at = values; at < end; at += 4) most = max<f32>(most, load<f32>(at));
  let sum: f32 = 0;
  for (let at = values; at < end; at += 4) {
    const e = f32x4.extract_lane(expOf(f32x4.splat(load<f32>(at) - most)), 0);
    store<f32>(at, e);
    sum += e;
  }
  for (let at = values; at < end; at += 4) store<f32>(at, load<f32>(at) / sum);
}
