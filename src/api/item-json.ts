import type { Item } from "../domain/item.js";
import { readItemId } from "../domain/wire/item-fields.js";
import { isoTime } from "../domain/wire/index.js";
import type { ItemJson } from "./schemas/item.js";

/** As the catalogue and profiles have an id: a long one is cut, with a hash of it. */
export function storedId(id: string): string {
  return readItemId(id) ?? id;
}

export function itemOf({ price, oldPrice, publishedAt, expiresAt, tags, ...texts }: Item): ItemJson {
  return {
    ...texts,
    tags: [...tags],
    ...(price === undefined ? {} : { price }),
    ...(oldPrice === undefined ? {} : { oldPrice }),
    ...(publishedAt === 0 ? {} : { publishedAt: isoTime(publishedAt) }),
    ...(Number.isFinite(expiresAt) ? { expiresAt: isoTime(expiresAt) } : {}),
  };
}
