import type { Action } from "../domain/action.js";
import type { Candidate } from "../domain/decision.js";
import type { EngineContext } from "../domain/context.js";
import type { Change } from "./change.js";

/** What would take away the reason why a candidate ended, as far as something could have been otherwise. */
export function remediesFor(candidate: Candidate, context: EngineContext): readonly Change[] {
  const { action, treatment, channel } = candidate;
  const purpose = context.actions.find((one) => one.id === action)?.purpose ?? "marketing";
  switch (candidate.code) {
    case "candidate.trigger":
      return [{ kind: "trigger", action }];
    case "candidate.validity":
      return [{ kind: "validity", action }];
    case "experiment.holdout":
      return [{ kind: "holdout" }];
    case "consent.denied":
    case "consent.unknown":
    case "consent.expired":
      return [{ kind: "consent", purpose, channel }];
    case "channel.no-address":
      return [{ kind: "address", channel }];
    case "eligibility.value":
      return [{ kind: "minimum-value", action }];
    case "eligibility.rule":
    case "applicability.rule":
    case "suitability.rule":
      return ruleOf(candidate, context);
    case "applicability.just-bought":
    case "applicability.owned":
      return [{ kind: "not-bought" }];
    case "applicability.out-of-stock":
      return [{ kind: "in-stock" }];
    case "applicability.in-progress":
      return [{ kind: "not-in-progress", action }];
    case "suitability.service-open":
      return [{ kind: "service-closed" }];
    case "suitability.silence":
    case "contact.pressure":
      return [{ kind: "answered", channel }];
    case "preference.channel":
    case "preference.topic":
    case "preference.time":
    case "preference.paused":
      return [{ kind: "preferences" }];
    case "contact.cap":
      return [{ kind: "not-contacted" }];
    case "contact.cool-down":
      return [{ kind: "not-contacted", action }];
    case "guard.blocked":
    case "guard.deferred":
    case "guard.no-generic":
      return guardRemedies(candidate, context);
    case "copy.missing-fact":
      return [...(candidate.detail ?? "").matchAll(/person\.(\w+)/g)].map(([, trait = ""]) => ({
        kind: "named",
        trait,
      }));
    case "arbitration.outranked":
    case "arbitration.explored":
    case "arbitration.not-worth-it":
      return valueRemedies(candidate, treatment);
    default:
      return [];
  }
}

/** The rule's id stands in front of the detail: "adults: must be of age". */
function ruleOf({ action, detail }: Candidate, context: EngineContext): Change[] {
  const {
    eligibility = [],
    applicability = [],
    suitability = [],
  } = context.actions.find((one: Action) => one.id === action)?.policy ?? {};
  const found = [...eligibility, ...applicability, ...suitability].find((rule) => detail?.startsWith(rule.id));
  return found === undefined ? [] : [{ kind: "rule", rule: found.id }];
}

/** The guard names the facts that did not pass; which of these is needed is found by leaving each out again (flip.ts). */
function guardRemedies({ guard, channel }: Candidate, context: EngineContext): Change[] {
  const changes: Change[] = [{ kind: "checkout-over" }, { kind: "evidence" }];
  for (const { fact, sensitivity, problem } of guard?.facts ?? []) {
    if (problem === undefined) continue;
    const rule = [...context.guard.rules].find(([name]) => name === sensitivity)?.[1];
    if (fact.startsWith("trait.")) changes.push({ kind: "declared", trait: fact.slice("trait.".length) });
    if (rule?.purpose !== undefined) changes.push({ kind: "consent", purpose: rule.purpose, channel });
    const [audience] = rule?.audiences ?? [];
    if (audience !== undefined) changes.push({ kind: "audience", channel, audience });
  }
  return changes;
}

/** Values of the action to try, the least first: what would bring its score to the best other one's, then more, against a draw. */
function valueRemedies({ action, v, p, c, l, relevance, cost, score }: Candidate, _treatment: string): Change[] {
  const perValue = p * c * l * relevance;
  if (perValue <= 0) return [];
  const least = Math.max(v, (cost - Math.min(0, score)) / perValue);
  return [{ kind: "value", action, value: least }];
}
