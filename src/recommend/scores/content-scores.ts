import type { Taste } from "../../domain/recommendation.js";
import type { Catalogue } from "../catalogue/index.js";
import type { Evidence } from "../evidence.js";
import { MOST_TIERS, priceTier } from "../serving/price-tier.js";
import { BoardScores } from "./board-scores.js";
import type { RowScores } from "./row-scores.js";
import { boardFor } from "./scratch.js";

/** What the same brand, or the same price tier within the category, counts beside the same category = 1. */
const BRAND = 0.5;
const TIER = 0.5;
/** A brand among a product's tags (domain/product.ts). */
const BRAND_TAG = "brand:";
/** Only so many categories and brands, the weightiest, are looked through. */
const MOST_CODES = 10;

/**
 * What is like the evidence in category, brand and price tier: each piece gives its weight x (1 same category + TIER same tier of it + BRAND same brand).
 * Weights are shares, so a score is at most 1 + TIER + BRAND.
 */
export function contentScores(catalogue: Catalogue, evidence: Evidence): RowScores | undefined {
  const { category, brand, price } = catalogue.columns;
  const total = evidence.weights.reduce((sum, weight) => sum + weight, 0);
  const byCategory = new Map<number, number>();
  const byTier = new Map<number, number>();
  const byBrand = new Map<number, number>();
  const tierKey = (row: number): number => (category[row] as number) * MOST_TIERS + priceTier(price[row] as number);
  evidence.rows.forEach((row, n) => {
    const share = (evidence.weights[n] as number) / total;
    gain(byCategory, category[row] as number, share);
    gain(byTier, tierKey(row), TIER * share);
    gain(byBrand, brand[row] as number, BRAND * share);
  });
  keepWeightiest(byCategory);
  keepWeightiest(byBrand);
  if (byCategory.size === 0 && byBrand.size === 0) return undefined;
  for (const key of byTier.keys()) if (key % MOST_TIERS === 0) byTier.delete(key);
  const board = boardFor("content", catalogue.count);
  for (const [code, share] of byCategory) {
    for (const row of catalogue.rowsOf("category", code)) board.add(row, share + (byTier.get(tierKey(row)) ?? 0));
  }
  for (const [code, share] of byBrand) for (const row of catalogue.rowsOf("brand", code)) board.add(row, share);
  const alike = (row: number, own: number): number => {
    const sameCategory = category[row] === category[own] && byCategory.has(category[own] as number);
    const sameTier = sameCategory && tierKey(row) === tierKey(own) && byTier.has(tierKey(own));
    const sameBrand = brand[row] === brand[own] && byBrand.has(brand[own] as number);
    return (sameCategory ? 1 : 0) + (sameTier ? TIER : 0) + (sameBrand ? BRAND : 0);
  };
  return new BoardScores("content", board, catalogue.count, undefined, {
    evidence,
    shares: (rows) =>
      Float32Array.from({ length: rows.length * evidence.rows.length }, (_, at) => {
        const n = at % evidence.rows.length;
        const row = rows[(at - n) / evidence.rows.length] as number;
        return ((evidence.weights[n] as number) / total) * alike(row, evidence.rows[n] as number);
      }),
  });
}

/** By the categories and brands that the person is known to care for, where none of their items is in the catalogue any more. */
export function interestScores(catalogue: Catalogue, { categories, tags }: Taste): RowScores | undefined {
  const brands = [...tags]
    .filter(([tag]) => tag.startsWith(BRAND_TAG))
    .map(([tag, weight]) => [tag.slice(BRAND_TAG.length), weight] as const);
  const byCategory = sharesByCode(catalogue, "category", [...categories]);
  const byBrand = sharesByCode(catalogue, "brand", brands);
  if (byCategory.size === 0 && byBrand.size === 0) return undefined;
  const board = boardFor("content", catalogue.count);
  for (const [code, share] of byCategory) for (const row of catalogue.rowsOf("category", code)) board.add(row, share);
  for (const [code, share] of byBrand) for (const row of catalogue.rowsOf("brand", code)) board.add(row, BRAND * share);
  return new BoardScores("content", board, catalogue.count);
}

/** Of the weightiest names that the catalogue has, the share of all. */
function sharesByCode(
  { dictionaries }: Catalogue,
  field: "category" | "brand",
  weights: readonly (readonly [name: string, weight: number])[],
): Map<number, number> {
  const shares = new Map<number, number>();
  const total = weights.reduce((sum, [, weight]) => sum + Math.max(0, weight), 0);
  for (const [name, weight] of weights) if (weight > 0) gain(shares, dictionaries[field].find(name), weight / total);
  shares.delete(-1);
  keepWeightiest(shares);
  return shares;
}

/** Code 0 is "": nothing is alike in that. */
function gain(weights: Map<number, number>, code: number, weight: number): void {
  if (code !== 0) weights.set(code, (weights.get(code) ?? 0) + weight);
}

function keepWeightiest(weights: Map<number, number>): void {
  if (weights.size <= MOST_CODES) return;
  const order = [...weights].sort(([a, weightA], [b, weightB]) => weightB - weightA || a - b);
  for (const [code] of order.slice(MOST_CODES)) weights.delete(code);
}
