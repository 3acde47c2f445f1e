import type { CatalogueEntry, ItemFields } from "../../domain/item.js";
import { NO_FIELDS } from "../../domain/item.js";
import { fingerprint } from "../../domain/wire/ids.js";
import { readItemFields, readItemId } from "../../domain/wire/item-fields.js";
import { type Rejection, reject } from "../../domain/wire/rejection.js";
import { DAY } from "../../domain/time.js";
import type { CatalogueFold } from "../../recommend/catalogue/index.js";
import type { ChangedItem } from "../item-change.js";
import type { CatalogueJournal } from "./journal.js";

/** What the shop says of an item; `fields` as JSON has them, unchecked. */
export type Declaration =
  /** This is all there is to say: what is left out is taken back. */
  | { readonly change: "put"; readonly id: unknown; readonly fields: unknown }
  /** What is left out stays. */
  | { readonly change: "patch"; readonly id: unknown; readonly fields: unknown }
  | { readonly change: "remove"; readonly id: unknown };

/** What a declaration comes to, beside what is known. */
export interface Planned {
  readonly ok: true;
  readonly id: string;
  readonly outcome: "created" | "changed" | "unchanged" | "removed";
  /** The journal's record; undefined where nothing changes. */
  readonly entry: CatalogueEntry | undefined;
  /** For the people who know the item (app/item-changes.ts); undefined where neither price nor stock changes. */
  readonly news: ChangedItem | undefined;
}

export interface Declared {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  /** By their place in the request. */
  readonly rejected: readonly (Rejection & { readonly index: number })[];
  readonly news: readonly ChangedItem[];
}

/** Stores what the shop says of its items: only what is right, and only what changes something. `now`: ms since the epoch. */
export async function declareItems(
  journal: CatalogueJournal,
  declarations: readonly Declaration[],
  { now }: { readonly now: number },
): Promise<Declared> {
  await journal.catchUp();
  const counts = { created: 0, changed: 0, unchanged: 0, removed: 0 };
  const rejected: (Rejection & { index: number })[] = [];
  const news: ChangedItem[] = [];
  let entries = new Map<string, CatalogueEntry>();
  for (const [index, declaration] of declarations.entries()) {
    let planned = plan(declaration, journal.fold, now);
    if (planned.ok && entries.has(planned.id)) {
      await journal.append([...entries.values()]);
      entries = new Map();
      planned = plan(declaration, journal.fold, now);
    }
    if (!planned.ok) {
      rejected.push({ ...planned, index });
      continue;
    }
    counts[planned.outcome]++;
    if (planned.entry !== undefined) entries.set(planned.id, planned.entry);
    if (planned.news !== undefined) news.push(planned.news);
  }
  await journal.append([...entries.values()]);
  return { ...counts, rejected, news };
}

/** Checks one declaration and holds it against what is known. */
export function plan(declaration: Declaration, fold: CatalogueFold, now: number): Planned | Rejection {
  const id = readItemId(declaration.id);
  if (id === undefined) return reject("ATTUNE_ITEM_ID", "the item has no id, or one that is none");
  const row = fold.row(id);
  if (declaration.change === "remove") return planRemoval(id, row, fold, now);
  const read = readItemFields(declaration.fields);
  if (!read.ok) return read;
  const said = declaration.change === "put" ? { ...NO_FIELDS, ...read.fields } : read.fields;
  const fields = fold.changesOf(id, said);
  if (fields === undefined) return { ok: true, id, outcome: "unchanged", entry: undefined, news: undefined };
  return {
    ok: true,
    id,
    outcome: row < 0 || fold.isRemoved(row) ? "created" : "changed",
    entry: { kind: "item", id, source: "declared", time: now, fields },
    news: row < 0 ? undefined : newsOf(id, row, fields, fold, now),
  };
}

function planRemoval(id: string, row: number, fold: CatalogueFold, now: number): Planned {
  if (row < 0 || fold.isRemoved(row)) return { ok: true, id, outcome: "unchanged", entry: undefined, news: undefined };
  const news = fold.get(row, "inStock") ? changedItem(id, now, { inStock: false }) : undefined;
  return { ok: true, id, outcome: "removed", entry: { kind: "removed", id, time: now }, news };
}

/** A known item's new price, and whether it can be bought now where it couldn't before, or the other way. */
function newsOf(
  id: string,
  row: number,
  fields: ItemFields,
  fold: CatalogueFold,
  now: number,
): ChangedItem | undefined {
  const before = fold.get(row, "price");
  const price = fields.price === before ? undefined : fields.price;
  const wasThere = fold.get(row, "inStock") && !fold.isRemoved(row);
  const isThere = fields.inStock ?? fold.get(row, "inStock");
  const inStock = isThere === wasThere ? undefined : isThere;
  return price === undefined && inStock === undefined
    ? undefined
    : changedItem(id, now, { price, oldPrice: price === undefined ? undefined : before, inStock });
}

/** The same change has the same id all day: an import that was interrupted tells nobody twice. */
function changedItem(id: string, now: number, change: Partial<ChangedItem>): ChangedItem {
  const { price, oldPrice, inStock } = change;
  const day = Math.floor(now / DAY);
  return {
    kind: "item",
    id: fingerprint(JSON.stringify([id, price, oldPrice, inStock, day])),
    time: now,
    item: id,
    price,
    oldPrice,
    inStock,
  };
}
