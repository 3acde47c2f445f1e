import type { Action, Treatment } from "../domain/action.js";
import type { Candidate } from "../domain/decision.js";
import type { EngineContext } from "../domain/context.js";
import type { Change } from "./change.js";

/** What would take away the reason why a candidate ended, as far as something could have been otherwise. */
export function remediesFor(candidate: Candidate, context: EngineContext): readonly Change[] {
  const { action, channel } = candidate;
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
    case "coupon.none-left": {
      const pool = treatmentOf(candidate, context)?.coupon;
      return pool === undefined ? [] : [{ kind: "coupons", pool }];
    }
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
  const failing = (guard?.facts ?? []).filter(({ problem }) => problem !== undefined);
  // In front: what comes first is left out first, and what the person could change says more than what the configuration could.
  const changes: Change[] = [...new Set(failing.map(({ sensitivity }) => sensitivity))].map((sensitivity) => ({
    kind: "guard",
    sensitivity,
  }));
  changes.push({ kind: "checkout-over" }, { kind: "evidence" });
  for (const { fact, sensitivity } of failing) {
    const rule = [...context.guard.rules].find(([name]) => name === sensitivity)?.[1];
    if (fact.startsWith("trait.")) changes.push({ kind: "declared", trait: fact.slice("trait.".length) });
    if (rule?.purpose !== undefined) changes.push({ kind: "consent", purpose: rule.purpose, channel });
    const [audience] = rule?.audiences ?? [];
    if (audience !== undefined) changes.push({ kind: "audience", channel, audience });
  }
  return changes;
}

function treatmentOf({ action, treatment, step = 0 }: Candidate, context: EngineContext): Treatment | undefined {
  const found = context.actions.filter(({ id }) => id === action);
  const all = found.flatMap((one) => (step === 0 ? one.treatments : (one.steps[step - 1]?.treatments ?? [])));
  return all.find(({ id }) => id === treatment);
}
