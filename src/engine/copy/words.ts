import type { CopyVersion, Treatment } from "../../domain/action.js";
import type { Facts, GuardVerdict, Refusal } from "../../domain/consideration.js";
import type { Copy } from "../../domain/message.js";
import { type Dress, dressOf } from "./dress.js";

export interface Words {
  readonly copy: Copy;
  /** Which version it is: its place in the treatment's. */
  readonly version: number;
  /** What it is dressed in. */
  readonly dress: Dress;
  /** Where the guard didn't simply allow: they were softened. */
  readonly guard?: GuardVerdict;
}
export interface Unsaid {
  readonly refusal: Refusal;
  readonly guard?: GuardVerdict;
}
export type Judge = (version: CopyVersion) => GuardVerdict & { readonly until?: number };

/**
 * The first version of the words whose facts are all known and which the guard allows. "soften" leaves the generic versions; "defer" and "block"
 * are about what the treatment rests on, so they end all of it. None left: it can't be said (invariant 6).
 */
export function wordsFor(treatment: Treatment, facts: Facts, judge: Judge): Words | Unsaid {
  let softened: GuardVerdict | undefined;
  for (const [at, version] of treatment.copy.entries()) {
    if (softened !== undefined && !version.generic) continue;
    // First the facts: what isn't known to be true of this person can't give anything away.
    const copy = version.render(facts);
    if (copy === undefined) continue;
    const { verdict, facts: judged, until } = judge(version);
    if (verdict === "allow") {
      const dress = dressOf(treatment, version, facts);
      return { copy, version: at, dress, ...(softened === undefined ? {} : { guard: softened }) };
    }
    const guard: GuardVerdict = { verdict, facts: judged };
    switch (verdict) {
      case "soften":
        softened ??= guard;
        break;
      case "defer": {
        const refusal: Refusal = { stage: "guard", code: "guard.deferred", detail: problemsOf(guard) };
        return { refusal: until === undefined ? refusal : { ...refusal, until }, guard };
      }
      case "block":
        return { refusal: { stage: "guard", code: "guard.blocked", detail: problemsOf(guard) }, guard };
    }
  }
  if (softened === undefined || treatment.copy.some(({ generic }) => generic))
    return { refusal: missing(treatment), ...(softened === undefined ? {} : { guard: softened }) };
  return { refusal: { stage: "guard", code: "guard.no-generic", detail: problemsOf(softened) }, guard: softened };
}

function missing({ copy }: Treatment): Refusal {
  const wanted = copy.map((version) => version.facts.join(" + ")).join(" or ");
  return { stage: "copy", code: "copy.missing-fact", detail: wanted === "" ? "there are no words" : `needs ${wanted}` };
}

/** "trait.pregnant: third-party" */
function problemsOf({ facts }: GuardVerdict): string {
  const problems = facts.flatMap(({ fact, problem }) => (problem === undefined ? [] : [`${fact}: ${problem}`]));
  return problems.join("; ");
}
