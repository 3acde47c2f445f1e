import type { JsonObject } from "../../domain/event.js";
import { ID_CHARS, textOf } from "../../domain/fields.js";
import { orderIdOf } from "../../domain/order.js";
import type { Product } from "../../domain/product.js";
import type { Told, ToldProduct } from "../../domain/told.js";
import { NO_ITEMS, PLAN_ITEMS } from "./plans.js";

const NOTHING: Told = { order: "", category: "", products: [], held: NO_ITEMS };

/** What an event told, as far as words can use it: the same at hand and later. */
export function toldOf(properties: JsonObject, products: readonly Product[], order = orderIdOf(properties)): Told {
  return {
    order: order ?? "",
    category: textOf(properties["category"], ID_CHARS) ?? "",
    products: products.slice(0, PLAN_ITEMS).map((product) => toldProduct(product)),
    held: NO_ITEMS,
  };
}

/** @param oldPrice what it cost before, by the shop's own word */
export function toldProduct({ id, name, category, price }: Product, oldPrice?: number): ToldProduct {
  return { id, name, category, price, oldPrice };
}

/** The news of an item, and that of others before. */
export function withNews(told: Told | undefined, news: ToldProduct): Told {
  const { products } = told ?? NOTHING;
  const others = products.filter(({ id }) => id !== news.id);
  return { ...(told ?? NOTHING), products: [news, ...others].slice(0, PLAN_ITEMS) };
}

export function withHeld(told: Told | undefined, held: readonly string[]): Told {
  return { ...(told ?? NOTHING), held };
}

/** To be spread: what told nothing has no such field. */
export function ifTold(told: Told | undefined): { readonly told?: Told } {
  return told === undefined ? {} : { told };
}
