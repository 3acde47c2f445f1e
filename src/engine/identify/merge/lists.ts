import type { ProfileLimits } from "../../../domain/context.js";
import type { Cart, CartLine, Contact, ItemRecord, Label, OrderRecord, SavedItem } from "../../../domain/profile.js";

/** Rings interleave by time; of the same thing twice the later one stays. At equal times the receiver's own is the newer. */

export function mergeItems(into: readonly ItemRecord[], from: readonly ItemRecord[], limit: number): ItemRecord[] {
  return newest([...from, ...into], (item) => `${item.kind} ${item.id}`, limit);
}

export function mergeSaved(into: readonly SavedItem[], from: readonly SavedItem[], limit: number): SavedItem[] {
  return newest([...from, ...into], (saved) => saved.item, limit);
}

export function mergeOrders(into: readonly OrderRecord[], from: readonly OrderRecord[], limit: number): OrderRecord[] {
  return newest([...from, ...into], (order) => order.id, limit);
}

/** All of both; the caller keeps what caps and cool-downs need. */
export function mergeContacts(into: readonly Contact[], from: readonly Contact[]): Contact[] {
  return newest([...from, ...into], (contact) => contact.message, Number.POSITIVE_INFINITY);
}

export function mergeLabels(into: readonly Label[], from: readonly Label[], limit: number): Label[] {
  const names = new Map<string, Label>();
  for (const label of [...from, ...into]) {
    names.delete(label.id);
    names.set(label.id, label);
  }
  return [...names.values()].slice(-limit);
}

/** Lines of both; of the same item the later line with the greater quantity: a cart that was taken along at login is no second one. */
export function mergeCart(
  into: Cart,
  from: { readonly lines: readonly CartLine[]; readonly announced: readonly string[] },
  limits: ProfileLimits,
): void {
  const quantities = new Map<string, number>();
  for (const { item, quantity } of [...from.lines, ...into.lines])
    quantities.set(item, Math.max(quantity, quantities.get(item) ?? 0));
  into.lines = newest([...from.lines, ...into.lines], (line) => line.item, limits.cartLines).map((line) => ({
    ...line,
    quantity: quantities.get(line.item) as number,
  }));
  // The stricter: what either was told of is not told again until the cart changes.
  into.announced = [...new Set([...into.announced, ...from.announced])].sort();
}

export function mergeOutOfStock(into: readonly string[], from: readonly string[], limit: number): string[] {
  return [...new Set([...from, ...into])].slice(-limit);
}

/** Hashes of ids have no times: the two interleave from their newest ends. */
export function mergeSeen(into: readonly number[], from: readonly number[], limit: number): number[] {
  const merged: number[] = [];
  const known = new Set<number>();
  for (let back = 1; back <= Math.max(into.length, from.length) && merged.length < limit; back++) {
    for (const hash of [into.at(-back), from.at(-back)]) {
      if (hash === undefined || known.has(hash) || merged.length >= limit) continue;
      known.add(hash);
      merged.push(hash);
    }
  }
  return merged.reverse();
}

function newest<T extends { readonly time: number }>(
  all: readonly T[],
  keyOf: (entry: T) => string,
  limit: number,
): T[] {
  const sorted = all.toSorted((a, b) => a.time - b.time);
  const kept = new Map<string, T>();
  for (const entry of sorted) {
    const key = keyOf(entry);
    kept.delete(key);
    kept.set(key, entry);
  }
  const list = [...kept.values()];
  return list.length > limit ? list.slice(-limit) : list;
}
