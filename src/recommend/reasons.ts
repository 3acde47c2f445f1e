import type { ItemKind } from "../domain/profile.js";
import type { Because, Recommended, RecommendationReason, Signal } from "../domain/recommendation.js";
import type { Summand } from "./blend.js";
import type { Evidence } from "./evidence.js";
import type { Proposal } from "./scenarios/scenario-kind.js";

/** Why a row is recommended, and what it is worth. */
export type Explained = Pick<Recommended, "score" | "parts" | "reason" | "because">;

const BECAUSE: Readonly<Record<ItemKind, RecommendationReason>> = {
  view: "because-viewed",
  cart: "because-carted",
  save: "because-saved",
  order: "because-bought",
};

/** Of the strongest signal, where it doesn't rest on items of the person's, and the scenario has no better word. */
const BY_SIGNAL: Readonly<Record<Signal, RecommendationReason>> = {
  taste: "popular",
  next: "popular",
  session: "popular",
  "also-viewed": "viewed-together",
  "also-bought": "bought-together",
  "view-then-bought": "bought-together",
  content: "popular-in-category",
  popular: "popular",
  "segment-popular": "popular-in-segment",
  trending: "trending",
  new: "new-arrival",
  own: "you-viewed",
};
/** Signals that say nothing more than which of the person's items they rest on. */
const BY_ITEM: ReadonlySet<Signal> = new Set<Signal>(["taste", "next", "session", "content"]);

/**
 * Explains all rows chosen from one proposal. The score is the sum of its parts. `because` splits the strongest signal's score among the items that it rests
 * on, exactly, as far as they count for the row; what counts against it is in nobody's share.
 */
export function explain(proposal: Proposal, rows: readonly number[], evidenceOf: EvidenceNames): Explained[] {
  const { blend, because: given } = proposal;
  const parts = rows.map((row) => blend.partsOf(row));
  const strongest = parts.map(strongestOf);
  const whys: (readonly Because[])[] = rows.map(() => []);
  blend.summands.forEach((summand, at) => {
    const places = strongest.flatMap((one, n) => (one === at ? [n] : []));
    const found =
      given === undefined
        ? sharesOf(
            summand,
            places.map((n) => rows[n] as number),
          )
        : undefined;
    for (const [i, n] of places.entries()) {
      if (given !== undefined) whys[n] = becauseOf(given, given.weights, 0, evidenceOf);
      else if (found !== undefined)
        whys[n] = becauseOf(found.evidence, found.shares, i * found.evidence.rows.length, evidenceOf);
    }
  });
  return rows.map((_, n) => {
    const because = whys[n] as readonly Because[];
    const best = (parts[n] as Recommended["parts"])[strongest[n] as number] as Recommended["parts"][number];
    const reason = proposal.reason?.(best.signal, because.length > 0) ?? reasonOf(best, because);
    return {
      score: (parts[n] as Recommended["parts"]).reduce((sum, { value }) => sum + value, 0),
      parts: parts[n] as Recommended["parts"],
      reason,
      because,
    };
  });
}

/** What items are called in an explanation. */
export interface EvidenceNames {
  id(row: number): string;
  title(row: number): string;
}

function strongestOf(parts: Recommended["parts"]): number {
  let best = 0;
  parts.forEach(({ value }, at) => {
    if (value > (parts[best] as Recommended["parts"][number]).value) best = at;
  });
  return best;
}

function sharesOf({ scores: { why } }: Summand, rows: readonly number[]) {
  return why === undefined || rows.length === 0 ? undefined : { evidence: why.evidence, shares: why.shares(rows) };
}

function becauseOf(evidence: Evidence, shares: ArrayLike<number>, from: number, names: EvidenceNames): Because[] {
  let total = 0;
  for (let r = 0; r < evidence.rows.length; r++) total += Math.max(0, shares[from + r] as number);
  const because: Because[] = [];
  evidence.rows.forEach((row, r) => {
    const share = (shares[from + r] as number) / total;
    if (share > 0)
      because.push({ id: names.id(row), title: names.title(row), kind: evidence.kinds[r] as ItemKind, share });
  });
  return because.sort((a, b) => b.share - a.share);
}

/** Where even the strongest signal speaks against it, it is only what there is beside. */
function reasonOf({ signal, value }: Recommended["parts"][number], because: readonly Because[]): RecommendationReason {
  const [first] = because;
  if (first !== undefined && BY_ITEM.has(signal)) return BECAUSE[first.kind];
  return value > 0 ? BY_SIGNAL[signal] : "in-the-range";
}
