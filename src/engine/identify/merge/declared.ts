import { PROVENANCES } from "../../../domain/policy.js";
import type { Trait } from "../../../domain/profile.js";

/**
 * The stronger word wins whatever the time, of equally strong ones the later, at equal times the receiver's. Over the limit the weakest go, of those the
 * first stated; addresses last.
 */
export function mergeTraits(
  into: readonly Trait[],
  from: readonly Trait[],
  limit: number,
  addresses: ReadonlySet<string>,
): Trait[] {
  const byKey = new Map<string, Trait>();
  for (const trait of [...from, ...into]) {
    const known = byKey.get(trait.key);
    const stronger = known === undefined ? 1 : rankOf(known) - rankOf(trait);
    if (known === undefined || stronger > 0 || (stronger === 0 && trait.time >= known.time))
      byKey.set(trait.key, trait);
  }
  const all = [...byKey.values()].toSorted((a, b) => a.time - b.time);
  const spare = all.length - limit;
  if (spare <= 0) return all;
  const keptLast = (trait: Trait): number => (addresses.has(trait.key) ? -1 : rankOf(trait));
  const dropped = new Set(all.toSorted((a, b) => keptLast(b) - keptLast(a)).slice(0, spare));
  return all.filter((trait) => !dropped.has(trait));
}

function rankOf({ provenance }: Trait): number {
  return PROVENANCES.indexOf(provenance);
}

/** Of both profiles' soft bounces the newest two that may yet make three, and the later end of a pause (engine/features/bounces.ts). */
export function mergeBounces(into: readonly number[], from: readonly number[]): number[] {
  const merged: number[] = [];
  for (let at = 0; at < Math.max(into.length, from.length); at += 3) {
    const bounces = [into[at], into[at + 1], from[at], from[at + 1]].filter((time) => time !== undefined && time !== 0);
    const [newer = 0, older = 0] = [...new Set(bounces as number[])].toSorted((a, b) => b - a);
    merged.push(older, newer, Math.max(into[at + 2] ?? 0, from[at + 2] ?? 0));
  }
  return merged;
}

export function mergeFailures(into: readonly number[], from: readonly number[]): number[] {
  return Array.from({ length: Math.max(into.length, from.length) }, (_, i) => Math.max(into[i] ?? 0, from[i] ?? 0));
}
