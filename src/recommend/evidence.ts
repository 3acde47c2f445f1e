import type { ItemKind } from "../domain/profile.js";
import type { Taste } from "../domain/recommendation.js";

/** Items that a score rests on, as rows of the catalogue, each once, the most important first: a person's recent items, the cart, the item on the page. */
export interface Evidence {
  readonly rows: readonly number[];
  /** What the person did with each; "view" where it is on the page. */
  readonly kinds: readonly ItemKind[];
  readonly weights: readonly number[];
}

export const NO_EVIDENCE: Evidence = { rows: [], kinds: [], weights: [] };

/** ServingRecipe's part of it: an interaction of rank r counts kind x (floor + recency x 2^(-r / halfLife)). */
export interface RecencyWeights {
  readonly floor: number;
  readonly recency: number;
  readonly halfLife: number;
  readonly kinds: Readonly<Record<ItemKind, number>>;
}

/** Where no model has learnt better (recommender research: "recency half-life 5"). */
export const USUAL_RECENCY = { floor: 0.05, recency: 2, halfLife: 5 } as const;

/**
 * A person's recent items, newest first. An item stands in a taste once for each kind: here it has the rank of the newest and the kind of the weightiest.
 * Items that the catalogue doesn't hold take no rank, nor do kinds of weight 0.
 */
export function recentEvidence(taste: Taste, rowOf: (id: string) => number, how: RecencyWeights): Evidence {
  const places = new Map<number, number>();
  const rows: number[] = [];
  const kinds: ItemKind[] = [];
  for (const { id, kind } of taste.recent) {
    const weight = how.kinds[kind];
    if (!(weight > 0)) continue;
    const row = rowOf(id);
    if (row < 0) continue;
    const place = places.get(row);
    if (place === undefined) {
      places.set(row, rows.length);
      rows.push(row);
      kinds.push(kind);
    } else if (weight > how.kinds[kinds[place] as ItemKind]) kinds[place] = kind;
  }
  const weights = kinds.map((kind, rank) => how.kinds[kind] * (how.floor + how.recency * 2 ** (-rank / how.halfLife)));
  return { rows, kinds, weights };
}

/** Items that were asked about, all alike. What the person did with one, at its strongest, says how it is called in a reason. */
export function seedEvidence(
  ids: readonly string[],
  usual: ItemKind,
  taste: Taste,
  rowOf: (id: string) => number,
  weightOf: Readonly<Record<ItemKind, number>>,
): Evidence {
  const rows: number[] = [];
  const kinds: ItemKind[] = [];
  for (const id of ids) {
    const row = rowOf(id);
    if (row < 0 || rows.includes(row)) continue;
    let kind: ItemKind | undefined;
    for (const one of taste.recent) {
      if (one.id === id && (kind === undefined || weightOf[one.kind] > weightOf[kind])) kind = one.kind;
    }
    rows.push(row);
    kinds.push(kind ?? usual);
  }
  return { rows, kinds, weights: rows.map(() => 1 / rows.length) };
}
