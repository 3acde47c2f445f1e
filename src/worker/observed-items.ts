import type { CatalogueEntry } from "../domain/item.js";
import { entryId } from "../domain/wire/item.js";

/** Items that are remembered, about 100 bytes each. */
const MOST_ITEMS = 20_000;

/**
 * What a partition has lately told the catalogue of each item. Until a pin brings it back, the engine sees the same news in every event: one entry is
 * enough.
 */
export class ObservedItems {
  readonly #told = new Map<string, string>();

  /** Whether it was not the last thing told of its item; then it is now. */
  isNew(entry: CatalogueEntry): boolean {
    if (entry.kind !== "item") return true;
    const what = entryId(entry);
    if (this.#told.get(entry.id) === what) return false;
    this.#told.delete(entry.id);
    this.#told.set(entry.id, what);
    if (this.#told.size > MOST_ITEMS) this.#told.delete(this.#told.keys().next().value as string);
    return true;
  }
}
