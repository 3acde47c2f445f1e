import { createHash } from "node:crypto";
import type { Action, Rule, Treatment } from "../domain/action.js";
import { canonicalJson } from "../domain/canonical-json.js";
import type { EngineContext } from "../domain/context.js";
import { NO_POPULATION } from "../domain/population.js";
import { NO_RECOMMENDER } from "../domain/recommendation.js";
import { NO_SCORING } from "../domain/scoring.js";
import type { Predicate } from "../domain/view.js";
import { compileCel } from "./cel.js";
import type {
  ActionSettings,
  Configuration,
  EngineSettings,
  RuleSettings,
  TreatmentSettings,
} from "./configuration.js";
import { compileCopy, type CopyTemplate } from "./copy.js";
import { IMPERSONAL_FACTS } from "./sensitivities.js";

/**
 * Compiles the engine's context of a checked configuration: conditions, words, maps. Every thread makes its own; equal configurations give
 * equal contexts. Population, recommender and models aren't in it: what is in force stands in the log.
 */
export function buildEngineContext(configuration: Pick<Configuration, "engine">): EngineContext {
  const { engine } = configuration;
  const condition = conditions();
  return {
    ...engine,
    version: versionOf(engine),
    channels: new Map(engine.channels.map((policy) => [policy.channel, policy])),
    actions: engine.actions.map((action) => compileAction(action, condition)),
    segments: engine.segments.map((segment) => ({ ...segment, when: condition(segment.when) })),
    occasions: { ...engine.occasions, replenishment: mapOf(engine.occasions.replenishment) },
    consent: {
      ...engine.consent,
      purposes: mapOf(engine.consent.purposes),
      categories: mapOf(engine.consent.categories),
    },
    guard: { ...engine.guard, facts: mapOf(engine.guard.facts), rules: mapOf(engine.guard.rules) },
    traits: mapOf(engine.traits),
    arbitration: {
      ...engine.arbitration,
      weights: engine.arbitration.weights.map((weight) => ({ ...weight, when: condition(weight.when) })),
    },
    coupons: mapOf(engine.coupons),
    recommendations: { ...engine.recommendations, scenarios: mapOf(engine.recommendations.scenarios) },
    population: NO_POPULATION,
    recommender: NO_RECOMMENDER,
    scoring: NO_SCORING,
  };
}

type Compile = (source: string) => Predicate;

/** A rule for a whole group stands in many actions: it is compiled once. */
function conditions(): Compile {
  const compiled = new Map<string, Predicate>();
  return (source) => {
    let predicate = compiled.get(source);
    if (predicate === undefined) compiled.set(source, (predicate = compileCel(source)));
    return predicate;
  };
}

function compileAction({ trigger, policy, ...action }: ActionSettings, condition: Compile): Action {
  const { when, ...plain } = trigger;
  const rule = (settings: RuleSettings): Rule => ({ ...settings, when: condition(settings.when) });
  return {
    ...action,
    trigger: when === undefined ? plain : { ...plain, when: condition(when) },
    policy: {
      eligibility: policy.eligibility.map(rule),
      applicability: policy.applicability.map(rule),
      suitability: policy.suitability.map(rule),
    },
    treatments: action.treatments.map(compileTreatment),
    steps: action.steps.map((step) => ({ ...step, treatments: step.treatments.map(compileTreatment) })),
  };
}

function compileTreatment(treatment: TreatmentSettings): Treatment {
  const { layoutFacts = [] } = treatment;
  const isPersonal = layoutFacts.some((fact) => !IMPERSONAL_FACTS.has(fact));
  // What the guard softens to gives nothing away, nor does its layout.
  const facts = (version: CopyTemplate): readonly string[] => (version.generic && isPersonal ? [] : layoutFacts);
  return { ...treatment, copy: treatment.copy.map((version) => compileCopy(version, facts(version))) };
}

function mapOf<K extends string, V>(record: Readonly<Record<K, V>>): ReadonlyMap<K, V> {
  return new Map(Object.entries(record) as [K, V][]);
}

/** 12 hexadecimal digits of SHA-256 over the settings with their keys in order: equal settings have equal versions, wherever they stood. */
export function versionOf(engine: EngineSettings): string {
  return createHash("sha256").update(canonicalJson(engine)).digest("hex").slice(0, 12);
}
