import type { CatalogueColumns } from "../catalogue/index.js";
import { MOST_TIERS, priceTier } from "./price-tier.js";

/** So many items must be in a cell for it to count as much as the wider one that it is shrunk to. */
const SHRINK = 5;
/** A category says more of a thing than its brand. */
const CATEGORY_SHARE = 2 / 3;

/**
 * Vectors for items that nobody has met yet: the mean of the known vectors of the category at this price tier, shrunk to the category's, that to the mean of
 * all; and the brand's in the same way. The norm is held between the first quartile and the median of the known ones: a new item is neither
 * invisible nor ahead of everything that people chose.
 */
export class ContentCells {
  readonly #dimension: number;
  readonly #columns: CatalogueColumns;
  readonly #mean: Float64Array;
  /** By key (keysOf): how many vectors, and their sum; later shrunk to the wider cell. */
  readonly #counts = new Map<number, number>();
  readonly #vectors = new Map<number, Float64Array>();
  readonly #leastNorm: number;
  readonly #mostNorm: number;

  /** `factors` and `norms` by row; `known`: the rows that the model has learnt. */
  constructor(
    columns: CatalogueColumns,
    factors: Float32Array,
    norms: Float32Array,
    dimension: number,
    known: readonly number[],
  ) {
    this.#dimension = dimension;
    this.#columns = columns;
    this.#mean = new Float64Array(dimension);
    for (const row of known) {
      const vector = factors.subarray(row * dimension, (row + 1) * dimension);
      addTo(this.#mean, vector);
      for (const key of keysOf(columns, row)) if (key !== 0) this.#count(key, vector);
    }
    this.#mean.forEach((sum, i) => (this.#mean[i] = sum / Math.max(1, known.length)));
    this.#shrink();
    const sorted = Float32Array.from(known, (row) => norms[row] as number).sort();
    this.#leastNorm = sorted[Math.floor(sorted.length / 4)] ?? 0;
    this.#mostNorm = sorted[Math.floor(sorted.length / 2)] ?? 0;
  }

  /** Fills in the vector of a row of these columns and returns its norm. */
  fill(columns: CatalogueColumns, row: number, into: Float32Array): number {
    const [category, tiered, brand] = keysOf(columns, row);
    const byCategory = this.#vectors.get(tiered) ?? this.#vectors.get(category) ?? this.#mean;
    const byBrand = this.#vectors.get(brand) ?? byCategory;
    let squares = 0;
    for (let i = 0; i < this.#dimension; i++) {
      into[i] = CATEGORY_SHARE * (byCategory[i] as number) + (1 - CATEGORY_SHARE) * (byBrand[i] as number);
      squares += (into[i] as number) ** 2;
    }
    const norm = Math.sqrt(squares);
    if (norm === 0) return 0;
    const wanted = Math.min(this.#mostNorm, Math.max(this.#leastNorm, norm));
    for (let i = 0; i < this.#dimension; i++) into[i] = ((into[i] as number) * wanted) / norm;
    return wanted;
  }

  /** Whether what cells and their rows are made of is still the same, in all rows that there were. */
  fits({ category, brand, price }: CatalogueColumns): boolean {
    const was = this.#columns;
    return (
      (was.category.buffer === category.buffer || was.category.every((code, row) => code === category[row])) &&
      (was.brand.buffer === brand.buffer || was.brand.every((code, row) => code === brand[row])) &&
      (was.price.buffer === price.buffer ||
        was.price.every((amount, row) => priceTier(amount) === priceTier(price[row] as number)))
    );
  }

  #count(key: number, vector: Float32Array): void {
    let sum = this.#vectors.get(key);
    if (sum === undefined) {
      sum = new Float64Array(this.#dimension);
      this.#vectors.set(key, sum);
    }
    addTo(sum, vector);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Sums become (sum + SHRINK x wider) / (count + SHRINK): categories and brands first, then categories at a tier. */
  #shrink(): void {
    const keys = [...this.#vectors.keys()].sort((a, b) => Number(isTiered(a)) - Number(isTiered(b)));
    for (const key of keys) {
      const vector = this.#vectors.get(key) as Float64Array;
      const wider = isTiered(key) ? (this.#vectors.get(categoryKeyOf(key)) as Float64Array) : this.#mean;
      const total = (this.#counts.get(key) as number) + SHRINK;
      vector.forEach((sum, i) => (vector[i] = (sum + SHRINK * (wider[i] as number)) / total));
    }
  }
}

const KINDS = 3;
const TIERED = 1;
const BRAND = 2;

/** Keys of the category, the category at its tier, the brand; 0: not known. */
function keysOf({ category, brand, price }: CatalogueColumns, row: number): [number, number, number] {
  const code = category[row] as number;
  const tier = priceTier(price[row] as number);
  return [
    KINDS * code,
    code === 0 || tier === 0 ? 0 : KINDS * (code * MOST_TIERS + tier) + TIERED,
    brand[row] === 0 ? 0 : KINDS * (brand[row] as number) + BRAND,
  ];
}

function isTiered(key: number): boolean {
  return key % KINDS === TIERED;
}

function categoryKeyOf(tiered: number): number {
  return KINDS * Math.floor((tiered - TIERED) / KINDS / MOST_TIERS);
}

function addTo(sum: Float64Array, vector: Float32Array): void {
  for (let i = 0; i < vector.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number);
}
