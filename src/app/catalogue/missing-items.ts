import { AttuneError } from "../../domain/errors.js";
import { NO_FIELDS } from "../../domain/item.js";
import type { CatalogueFold } from "../../recommend/catalogue/index.js";

/** Which of the items known before a feed it doesn't have. A feed of products says nothing of articles: only types that it has are looked at. */
export class MissingItems {
  readonly #fold: CatalogueFold;
  readonly #before: number;
  readonly #seen: Uint8Array;
  readonly #types = new Set<string>();

  constructor(fold: CatalogueFold) {
    this.#fold = fold;
    this.#before = fold.count;
    this.#seen = new Uint8Array(fold.count);
  }

  /** A row of the feed; `type` as the row has it. A row that was refused is still there. */
  see(id: string, type: unknown): void {
    const row = this.#fold.row(id);
    if (row >= 0 && row < this.#before) this.#seen[row] = 1;
    const known = row >= 0 ? this.#fold.get(row, "type") : NO_FIELDS.type;
    this.#types.add(typeof type === "string" ? type : known);
  }

  /** @throws AttuneError ATTUNE_ITEMS_MISSING where more than half are missing, unless that is forced */
  found(isForced: boolean): string[] {
    const missing: string[] = [];
    let there = 0;
    for (let row = 0; row < this.#before; row++) {
      if (this.#fold.isRemoved(row) || !this.#types.has(this.#fold.get(row, "type"))) continue;
      there++;
      if (this.#seen[row] === 0) missing.push(this.#fold.id(row));
    }
    if (!isForced && missing.length > there / 2) {
      const message = `the feed lacks ${missing.length} of the ${there} items known: nothing was removed`;
      throw new AttuneError("ATTUNE_ITEMS_MISSING", message);
    }
    return missing;
  }
}
