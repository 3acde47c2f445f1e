import type { GuardVerdict } from "../../domain/consideration.js";
import { PROVENANCES, type Provenance, SENSITIVITIES, type Sensitivity } from "../../domain/policy.js";

export type Verdict = GuardVerdict["verdict"];

/** From the mildest to the strictest. */
const VERDICTS: readonly Verdict[] = ["allow", "soften", "defer", "block"];

export function stricter(one: Verdict, other: Verdict): Verdict {
  return VERDICTS.indexOf(other) > VERDICTS.indexOf(one) ? other : one;
}

export function moreSensitive(one: Sensitivity | undefined, other: Sensitivity | undefined): Sensitivity | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return SENSITIVITIES.indexOf(other) > SENSITIVITIES.indexOf(one) ? other : one;
}

export function weaker(one: Provenance, other: Provenance): Provenance {
  return PROVENANCES.indexOf(other) > PROVENANCES.indexOf(one) ? other : one;
}
