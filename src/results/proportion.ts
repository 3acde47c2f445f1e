/** How many of the people of a variant converted. */
export interface Count {
  readonly people: number;
  readonly converted: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The normal distribution's 97.5 % point. */
export const Z95 = 1.959963984540054;

export function rateOf({ people, converted }: Count): number {
  return people === 0 ? 0 : converted / people;
}

/** The variance of the rate, with half a conversion and half a miss more than were seen, so that none is taken for certain. */
export function varianceOf({ people, converted }: Count): number {
  const rate = (converted + 0.5) / (people + 1);
  return people === 0 ? Number.POSITIVE_INFINITY : (rate * (1 - rate)) / people;
}

/** Wilson's 95 % score interval of a rate (Wilson 1927; Brown, Cai & DasGupta 2001). */
export function rateInterval({ people, converted }: Count): Interval {
  if (people === 0) return { low: 0, high: 1 };
  const rate = converted / people;
  const z2 = Z95 * Z95;
  const middle = (rate + z2 / (2 * people)) / (1 + z2 / people);
  const half = (Z95 / (1 + z2 / people)) * Math.sqrt((rate * (1 - rate)) / people + z2 / (4 * people * people));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

export interface Lift {
  /** rate / control's rate - 1; undefined where the control has no conversion. */
  readonly lift: number | undefined;
  /** Its 95 % interval by the delta method: Var(b / a) = Var(b) / a^2 + b^2 Var(a) / a^4. */
  readonly interval: Interval | undefined;
}

export function liftOver(control: Count, variant: Count): Lift {
  const a = rateOf(control);
  const b = rateOf(variant);
  if (a === 0 || variant.people === 0) return { lift: undefined, interval: undefined };
  const half = Z95 * Math.sqrt(varianceOf(variant) / a ** 2 + (b ** 2 * varianceOf(control)) / a ** 4);
  const lift = b / a - 1;
  return { lift, interval: { low: lift - half, high: lift + half } };
}
