/** A code given to this person. */
export interface Coupon {
  readonly code: string;
  readonly pool: string;
  readonly action: string;
  readonly given: number;
  readonly expires: number;
  /** 0 = not yet. */
  readonly used: number;
}
