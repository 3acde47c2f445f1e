/** Mean and standard deviation of each column; a column that never changes has 0. */
export interface Moments {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Below this share of its mean a column's spread is rounding. */
const SPREAD = 1e-6;

export function momentsOf(rows: Float32Array, inputs: number, chosen: Uint32Array): Moments {
  const mean = new Float64Array(inputs);
  const deviation = new Float64Array(inputs);
  for (const row of chosen)
    for (let i = 0; i < inputs; i++) mean[i] = (mean[i] as number) + (rows[row * inputs + i] as number);
  for (let i = 0; i < inputs; i++) mean[i] = (mean[i] as number) / chosen.length;
  for (const row of chosen)
    for (let i = 0; i < inputs; i++)
      deviation[i] = (deviation[i] as number) + ((rows[row * inputs + i] as number) - (mean[i] as number)) ** 2;
  for (let i = 0; i < inputs; i++) {
    const spread = Math.sqrt((deviation[i] as number) / chosen.length);
    deviation[i] = spread > SPREAD * Math.max(1, Math.abs(mean[i] as number)) ? spread : 0;
  }
  return { mean, deviation };
}

/** One row as the network learns it. */
export function standardise(
  rows: Float32Array,
  row: number,
  { mean, deviation }: Moments,
  into: Float32Array,
  at: number,
): void {
  const inputs = mean.length;
  for (let i = 0; i < inputs; i++) {
    const spread = deviation[i] as number;
    into[at + i] = spread === 0 ? 0 : ((rows[row * inputs + i] as number) - (mean[i] as number)) / spread;
  }
}
