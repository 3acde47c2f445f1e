import type { ActionClass, Occasion } from "../../domain/action.js";
import { canonicalEventName } from "../../domain/vocabulary.js";
import { toMs } from "../check.js";
import type { ActionSettings, RuleSettings, TreatmentSettings } from "../configuration.js";
import type { ActionFile, RuleFile } from "../schema/action.js";
import type { EngagementRuleFile, PoliciesFile } from "../schema/policies.js";
import type { TreatmentFile } from "../schema/treatment.js";
import type { Sources } from "../sources.js";
import { IMPERSONAL_FACTS } from "../sensitivities.js";
import { templateFacts } from "../templates.js";
import { copyFacts } from "../copy.js";
import { leverOf } from "./arbitration.js";
import { variantsOf } from "./experiments.js";
import { momentIn } from "./dates.js";

/** In the order of their names; an action under test stands once for each variant. */
export function actionsOf({ actions, policies, experiments, settings, templates }: Sources): ActionSettings[] {
  const shop: Shop = { zone: settings.value.engine.zone, layouts: templateFacts(templates) };
  const tests = new Map(experiments.value.experiments.map((experiment) => [experiment.action, experiment]));
  return actions
    .map(({ value }) => value)
    .sort((a, b) => (a.action < b.action ? -1 : 1))
    .flatMap((file) => {
      const test = tests.get(file.action);
      if (test === undefined) return [actionOf(file, policies.value, shop)];
      return variantsOf(file, test).map(({ changed, variantOf }) => ({
        ...actionOf(changed, policies.value, shop),
        variantOf,
      }));
    });
}

interface Shop {
  readonly zone: string;
  /** The facts that each layout names. */
  readonly layouts: ReadonlyMap<string, readonly string[]>;
}

function actionOf(file: ActionFile, policies: PoliciesFile, { zone, layouts }: Shop): ActionSettings {
  return {
    id: file.action,
    issue: file.issue,
    group: file.group,
    class: file.class,
    topic: topicOf(file),
    purpose: purposeOf(file),
    trigger: triggerOf(file.trigger),
    value: file.value,
    lever: leverOf(file, policies.arbitration),
    validFrom: momentIn(file.valid?.from, zone, "from") ?? Number.NEGATIVE_INFINITY,
    validUntil: momentIn(file.valid?.until, zone, "until") ?? Number.POSITIVE_INFINITY,
    validityMs: toMs(file.validity),
    relevanceHalfLifeMs: file.relevanceHalfLife === undefined ? Number.POSITIVE_INFINITY : toMs(file.relevanceHalfLife),
    coolDownMs: toMs(file.coolDown ?? leastCoolDown(file.trigger.occasion)),
    timing: { mode: file.timing.mode, withinMs: toMs(file.timing.within), delayCost: file.timing.delayCost },
    ...(file.goal === undefined
      ? {}
      : { goal: { event: canonicalEventName(file.goal.event), windowMs: toMs(file.goal.within) } }),
    policy: {
      eligibility: rulesOf("eligibility", file, policies.engagement),
      applicability: rulesOf("applicability", file, policies.engagement),
      suitability: rulesOf("suitability", file, policies.engagement),
    },
    treatments: file.treatments.map((treatment) => treatmentOf(treatment, layouts)),
    steps: file.steps.map(({ after, at, treatments }) => ({
      afterMs: toMs(after),
      atNextVisit: at === "next-visit",
      treatments: treatments.map((treatment) => treatmentOf(treatment, layouts)),
    })),
    holdoutExempt: file.holdoutExempt,
  };
}

/** A service that is asked for passes every cap: its own cool-down is all that bounds it, so it has one. */
export function leastCoolDown(occasion: Occasion): string {
  return occasion === "send-requested" ? "1 min" : "0 s";
}

export function topicOf(file: ActionFile): string {
  return file.topic ?? file.group;
}

const PURPOSES: Readonly<Record<ActionClass, string>> = {
  transactional: "transactional",
  service: "service",
  promotional: "marketing",
  education: "marketing",
};

export function purposeOf(file: ActionFile): string {
  return file.purpose ?? PURPOSES[file.class];
}

function triggerOf({ wait, cancel, of, ...trigger }: ActionFile["trigger"]): ActionSettings["trigger"] {
  return {
    ...trigger,
    of: of.map((name) => subjectName(trigger.occasion, name)),
    waitMs: toMs(wait),
    cancelOn: cancel,
  };
}

/** As the occasion will call it: events by their canonical names, statuses and what is asked for in lower case. */
function subjectName(occasion: Occasion, name: string): string {
  if (occasion === "event") return canonicalEventName(name);
  return occasion === "order-status" || occasion === "send-requested" ? name.toLowerCase() : name;
}

type Stage = "eligibility" | "applicability" | "suitability";

/** Rules for all actions of its kind, then its own. */
function rulesOf(stage: Stage, file: ActionFile, engagement: readonly EngagementRuleFile[]): RuleSettings[] {
  const general = engagement
    .filter((rule) => rule.stage === stage && appliesTo(rule, file))
    .map(({ id, when, say }) => ({ id, when, say: say ?? when }));
  return [...general, ...file[stage].map((rule, i) => ownRule(rule, `${stage}-${i + 1}`))];
}

export function appliesTo({ for: target }: EngagementRuleFile, file: ActionFile): boolean {
  return (
    (target.class === undefined || target.class === file.class) &&
    (target.issue === undefined || target.issue === file.issue) &&
    (target.group === undefined || target.group === file.group) &&
    (target.action === undefined || target.action === file.action)
  );
}

function ownRule(rule: RuleFile, id: string): RuleSettings {
  if (typeof rule === "string") return { id, when: rule, say: rule };
  return { id: rule.id, when: rule.when, say: rule.say ?? rule.when };
}

function treatmentOf({ copy, ...treatment }: TreatmentFile, layouts: Shop["layouts"]): TreatmentSettings {
  const { template, uses } = treatment;
  const layoutFacts = (template === undefined ? undefined : layouts.get(template)) ?? [];
  const isPersonal = uses.length > 0 || layoutFacts.some((fact) => !IMPERSONAL_FACTS.has(fact));
  return {
    ...treatment,
    ...(layoutFacts.length === 0 ? {} : { layoutFacts }),
    copy: copy.map((version) => ({
      ...version,
      // Plain words of a treatment that rests on nothing, and shows nothing beside them, give nothing away.
      generic: version.generic || (!isPersonal && copyFacts(version).length === 0),
    })),
  };
}
