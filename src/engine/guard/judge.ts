import type { CopyVersion } from "../../domain/action.js";
import type { GuardFact, GuardVerdict, Moment, Option } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";
import { checkoutEnd } from "./checkout.js";
import { judgeFact } from "./judge-fact.js";
import { relationshipProblem } from "./relationship.js";
import { stricter, type Verdict } from "./strictness.js";

/** Plain words rest on nothing: the usual case. */
const ALLOWED: GuardVerdict = { verdict: "allow", facts: [] };

/**
 * Whether these words may be said now, by what they rest on: the facts that they name and, unless they are generic, those that the person was
 * chosen by. The strictest verdict counts. soften: not this version, try a generic one.
 */
export function judge(
  draft: ProfileDraft,
  option: Option,
  version: CopyVersion,
  context: EngineContext,
  moment: Moment,
  view: View,
  evidence: number,
): GuardVerdict & { readonly until?: number } {
  const { uses } = option.treatment;
  const until = checkoutEnd(draft, option.action, context, moment.time);
  const restsOnUses = !version.generic && uses.length > 0;
  if (version.facts.length === 0 && !restsOnUses && until === undefined) return ALLOWED;

  let verdict: Verdict = until === undefined ? "allow" : "defer";
  let later = until ?? 0;
  const facts: GuardFact[] = until === undefined ? [] : [CHECKING_OUT];
  for (const fact of restsOnUses ? new Set([...version.facts, ...uses]) : version.facts) {
    const judged = judgeFact(fact, draft, option, context, moment, evidence);
    if (judged === undefined) continue;
    let { otherwise, problem } = judged;
    const stranger = relationshipProblem(fact, view, context.guard);
    if (stranger !== undefined) {
      otherwise = stricter(otherwise, "soften");
      problem = problem === undefined ? stranger : `${problem}; ${stranger}`;
    }
    verdict = stricter(verdict, otherwise);
    if (otherwise === "defer") later = Math.max(later, moment.time + context.guard.deferMs);
    const { sensitivity, provenance, confidence } = judged;
    facts.push({ fact, sensitivity, provenance, confidence, ...(problem === undefined ? {} : { problem }) });
  }
  return { verdict, facts, ...(verdict === "defer" ? { until: later } : {}) };
}

const CHECKING_OUT: GuardFact = Object.freeze({
  fact: "activity.checkout",
  sensitivity: "none",
  provenance: "observed",
  confidence: 1,
  problem: "is checking out",
});
