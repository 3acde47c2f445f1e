import type { ItemKind } from "../../domain/profile.js";
import { Blend, plain, type Summand } from "../blend.js";
import { columnFor } from "../scores/scratch.js";
import { ownScores } from "../scores/own-scores.js";
import type { Asked, ScenarioKind } from "./scenario-kind.js";

/** Less is rounding, or another currency's conversion. */
const LEAST_DROP = 0.01;
/** The person's own things come before what they may like, and a cart before a look; the drop (0 to 1) orders what is alike in that. */
const OWN = { order: 0, view: 1, save: 2, cart: 3 } as const satisfies Record<ItemKind, number>;
/** What is only to their taste stays below. */
const MOST_BY_TASTE = 0.9;

/** What became cheaper: of what they looked at, saved or put into the cart, then of what is to their taste. */
export const priceDropped: ScenarioKind = {
  own: true,
  propose(asked) {
    const { catalogue } = asked.served;
    const own = ownDrops(asked);
    const reduced = reducedRows(asked);
    const rows = Uint32Array.from(new Set([...own.keys(), ...reduced])).sort();
    if (rows.length === 0) return undefined;
    return {
      rows,
      blend: new Blend([plain(ownScores(own, catalogue.count)), byTaste(asked, rows)]),
      least: 0,
      reason: () => "price-dropped",
    };
  },
};

/** Their things, against the price that they saw, or the one struck through. */
function ownDrops({ served: { catalogue }, person: { taste } }: Asked): Map<number, number> {
  const { price, oldPrice } = catalogue.columns;
  const drops = new Map<number, number>();
  const take = (id: string, kind: ItemKind, seen: number | undefined): void => {
    const row = catalogue.row(id);
    if (row < 0 || OWN[kind] === 0) return;
    const drop = Math.max(dropFrom(seen ?? Number.NaN, price[row]), dropFrom(oldPrice[row], price[row]));
    if (drop >= LEAST_DROP) drops.set(row, Math.max(drops.get(row) ?? 0, OWN[kind] + drop));
  };
  for (const { id, kind, price: seen } of taste.recent) take(id, kind, seen);
  for (const { id, price: seen } of taste.saved) take(id, "save", seen);
  for (const id of taste.cart) take(id, "cart", undefined);
  return drops;
}

function reducedRows({ served: { catalogue }, person, passes }: Asked): number[] {
  const { price, oldPrice } = catalogue.columns;
  if (person.liking() === undefined) return [];
  const rows: number[] = [];
  for (let row = 0; row < catalogue.count; row++) {
    if (
      (oldPrice[row] as number) > (price[row] as number) &&
      dropFrom(oldPrice[row], price[row]) >= LEAST_DROP &&
      passes(row)
    ) {
      rows.push(row);
    }
  }
  return rows;
}

/** Taste, scaled so that the best liked of these rows has MOST_BY_TASTE. */
function byTaste({ person }: Asked, rows: Uint32Array): Summand | undefined {
  const scores = person.liking();
  if (scores === undefined) return undefined;
  const liked = columnFor("reduced", rows.length).fill(-scores.mean);
  scores.addAt(liked, rows, 1);
  const most = liked.reduce((a, b) => Math.max(a, b), 0);
  return most > 0 ? { scores, scale: MOST_BY_TASTE / most, shift: (-scores.mean * MOST_BY_TASTE) / most } : undefined;
}

/** The share of the price that is gone; not a number where one isn't known, which is no drop. */
function dropFrom(before = Number.NaN, now = Number.NaN): number {
  const drop = 1 - now / before;
  return drop > 0 ? drop : 0;
}
