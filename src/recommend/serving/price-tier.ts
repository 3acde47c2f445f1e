/** Two tiers to a doubling of the price, so that a tier means the same in every currency and category; 0: no price. */
const TIERS_PER_DOUBLING = 2;
const MOST_TIERS = 64;
/** The price of tier 1: below it all prices are alike. */
const LEAST_PRICE = 0.25;

export function priceTier(price: number): number {
  if (!(price > 0)) return 0;
  const tier = 1 + Math.round(TIERS_PER_DOUBLING * Math.log2(price / LEAST_PRICE));
  return Math.max(1, Math.min(MOST_TIERS - 1, tier));
}

export { MOST_TIERS };
