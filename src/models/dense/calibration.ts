/** From what a network says to how often it comes true. Isotonic: linear between its points, clamped outside. */
export type Calibration =
  | { readonly kind: "none" }
  | { readonly kind: "platt"; readonly a: number; readonly b: number }
  | { readonly kind: "isotonic"; readonly x: readonly number[]; readonly y: readonly number[] };

/** Log odds are bounded so that a network that is quite sure doesn't end in an infinity. */
const EDGE = 1e-7;

/** Platt scaling is 1 / (1 + exp(-(a * logit(p) + b))). */
export function calibrate(calibration: Calibration, p: number): number {
  switch (calibration.kind) {
    case "none":
      return p;
    case "platt": {
      const inside = Math.min(1 - EDGE, Math.max(EDGE, p));
      return 1 / (1 + Math.exp(-(calibration.a * Math.log(inside / (1 - inside)) + calibration.b)));
    }
    case "isotonic":
      return between(calibration.x, calibration.y, p);
  }
}

function between(x: readonly number[], y: readonly number[], p: number): number {
  let low = 0;
  let high = x.length - 1;
  if (p <= (x[low] as number)) return y[low] as number;
  if (p >= (x[high] as number)) return y[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((x[middle] as number) <= p) low = middle;
    else high = middle;
  }
  const [x0, x1] = [x[low] as number, x[high] as number];
  const [y0, y1] = [y[low] as number, y[high] as number];
  return y0 + ((y1 - y0) * (p - x0)) / (x1 - x0);
}
