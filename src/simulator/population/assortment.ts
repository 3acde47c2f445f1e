import { makeCatalogue, type Product } from "../catalogue.js";

/** What the population's shop sells. */
export interface Assortment {
  readonly products: readonly Product[];
  readonly categories: readonly string[];
  readonly byId: ReadonlyMap<string, Product>;
  readonly byCategory: ReadonlyMap<string, readonly Product[]>;
}

export function makeAssortment(seed: number): Assortment {
  const products = makeCatalogue(seed);
  const categories = [...new Set(products.map(({ category }) => category))];
  return {
    products,
    categories,
    byId: new Map(products.map((product) => [product.id, product])),
    byCategory: new Map(categories.map((category) => [category, products.filter((one) => one.category === category)])),
  };
}
