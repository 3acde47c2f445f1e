import type { Facts } from "../../domain/consideration.js";
import type { Item } from "../../domain/item.js";
import { listed, plain } from "./plain.js";

/** The facts with those of what one treatment recommends. */
export function withRecommended(facts: Facts, items: readonly Item[]): Facts {
  const names = listed(items.map(({ title }) => title));
  const first = items[0]?.title ?? "";
  const recommended = plain({
    count: items.length,
    ...(names === undefined ? {} : { names }),
    ...(first === "" ? {} : { first }),
  });
  return plain({ ...facts, recommended });
}
