import { DELIVERY_STATES, isFinal, type DeliveryState } from "../../domain/delivery.js";
import type { Position } from "./intake.js";

/** A channel's deliveries as the store holds them, by state, which dispatcher they belong to now, and how far it has read. Committed with every change. */
export interface DeliveryTotals {
  /** Of the dispatcher that took the channel last; "" before the first. */
  readonly owner: string;
  readonly counts: Readonly<Record<DeliveryState, number>>;
  /** Up to where the topic of actions was read; undefined before the first dispatcher. */
  readonly read: Position | undefined;
}

const NONE = Object.fromEntries(DELIVERY_STATES.map((state) => [state, 0])) as Record<DeliveryState, number>;

export const NO_TOTALS: DeliveryTotals = { owner: "", counts: NONE, read: undefined };

export function encodeTotals(totals: DeliveryTotals): Uint8Array {
  return Buffer.from(JSON.stringify(totals));
}

export function decodeTotals(bytes: Uint8Array | undefined): DeliveryTotals {
  return bytes === undefined ? NO_TOTALS : (JSON.parse(Buffer.from(bytes).toString()) as DeliveryTotals);
}

/** Deliveries that haven't ended. */
export function pendingOf({ counts }: Pick<DeliveryTotals, "counts">): number {
  return DELIVERY_STATES.reduce((sum, state) => (isFinal(state) ? sum : sum + counts[state]), 0);
}

/** `undefined`: it wasn't there before, or isn't any more. */
export function moved(
  totals: DeliveryTotals,
  moves: Iterable<readonly [from: DeliveryState | undefined, to: DeliveryState | undefined]>,
): DeliveryTotals {
  const sums = { ...totals.counts };
  for (const [from, to] of moves) {
    if (from !== undefined) sums[from]--;
    if (to !== undefined) sums[to]++;
  }
  return { ...totals, counts: sums };
}
