/**
 * The mean of a Beta posterior: a rate that is `above` before anything is seen, believed as `strength` observations, after
 * `positive` of `seen`.
 */
export function posterior(above: number, strength: number, positive: number, seen: number): number {
  return (Math.min(positive, seen) + above * strength) / (seen + strength);
}
