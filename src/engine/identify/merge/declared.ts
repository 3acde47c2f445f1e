import type { ConsentRecord, Plan, Trait } from "../../../domain/profile.js";

type Consents = readonly (ConsentRecord | undefined)[];

/** The stricter wins, whatever came later: denied beats granted beats unknown (invariant 5). Of two alike the later statement stays. */
export function mergeConsent(into: Consents, from: Consents): (ConsentRecord | undefined)[] {
  return Array.from({ length: Math.max(into.length, from.length) }, (_, i) => stricter(into[i], from[i]));
}

function stricter(a: ConsentRecord | undefined, b: ConsentRecord | undefined): ConsentRecord | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.granted !== b.granted) return a.granted ? b : a;
  if (a.time !== b.time) return a.time > b.time ? a : b;
  return a.source <= b.source ? a : b;
}

/** A trait declared later wins; at equal times the receiver's. Over the limit the first declared go, addresses last. */
export function mergeTraits(
  into: readonly Trait[],
  from: readonly Trait[],
  limit: number,
  addresses: ReadonlySet<string>,
): Trait[] {
  const byKey = new Map<string, Trait>();
  for (const trait of [...from, ...into]) {
    const known = byKey.get(trait.key);
    if (known === undefined || trait.time >= known.time) byKey.set(trait.key, trait);
  }
  const all = [...byKey.values()].toSorted((a, b) => a.time - b.time);
  const spare = all.length - limit;
  if (spare <= 0) return all;
  const dropped = new Set(
    [...all.filter((trait) => !addresses.has(trait.key)), ...all.filter((trait) => addresses.has(trait.key))].slice(
      0,
      spare,
    ),
  );
  return all.filter((trait) => !dropped.has(trait));
}

export function mergeFailures(into: readonly number[], from: readonly number[]): number[] {
  return Array.from({ length: Math.max(into.length, from.length) }, (_, i) => Math.max(into[i] ?? 0, from[i] ?? 0));
}

/** Of the same timer the earlier one stays. */
export function mergePlans(into: readonly Plan[], from: readonly Plan[]): Plan[] {
  const plans = [...into];
  for (const plan of from) {
    const at = plans.findIndex((own) => own.kind === plan.kind && own.ref === plan.ref);
    const own = plans[at];
    if (own === undefined) plans.push(plan);
    else if (plan.due < own.due) plans[at] = plan;
  }
  return plans;
}
