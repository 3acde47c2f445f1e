/** A memory as the scalar kernels see it: one view each, over the whole of it. An address in bytes is its index times the element's size. */
export interface Views {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly i16: Int16Array;
  readonly i8: Int8Array;
  readonly u8: Uint8Array;
}

export function viewsOf(memory: ArrayBufferLike): Views {
  return {
    f32: new Float32Array(memory),
    f64: new Float64Array(memory),
    u32: new Uint32Array(memory),
    i16: new Int16Array(memory),
    i8: new Int8Array(memory),
    u8: new Uint8Array(memory),
  };
}

/** x + y and so on as a 32-bit machine instruction gives it; a double's result rounded once more is the same (IEEE 754). */
export const round = Math.fround;

/** The inner product of two runs of n floats in the order of the SIMD kernels: four lanes, then (0 + 2) + (1 + 3). Places, not addresses. */
export function dot(f32: Float32Array, left: number, right: number, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < n; i += 4) {
    s0 = round(s0 + round((f32[left + i] as number) * (f32[right + i] as number)));
    s1 = round(s1 + round((f32[left + i + 1] as number) * (f32[right + i + 1] as number)));
    s2 = round(s2 + round((f32[left + i + 2] as number) * (f32[right + i + 2] as number)));
    s3 = round(s3 + round((f32[left + i + 3] as number) * (f32[right + i + 3] as number)));
  }
  return round(round(s0 + s2) + round(s1 + s3));
}

/** target[i] += scale * source[i]; a negative scale subtracts with the same bits. */
export function addScaled(f32: Float32Array, target: number, scale: number, source: number, n: number): void {
  for (let i = 0; i < n; i++) {
    f32[target + i] = (f32[target + i] as number) + round(scale * (f32[source + i] as number));
  }
}
