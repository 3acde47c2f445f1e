import { CHANNELS } from "../../domain/message.js";
import { AUDIENCES, PROVENANCES } from "../../domain/policy.js";
import { purposeOf } from "../normalise/actions.js";
import { sensitivitiesOf } from "../normalise/policies.js";
import type { ConfigProblem } from "../problems.js";
import type { ActionFile } from "../schema/action.js";
import type { GuardFile } from "../schema/guard.js";
import type { TreatmentFile } from "../schema/treatment.js";
import type { Source, Sources } from "../sources.js";
import { templateFacts, templateNames } from "../templates.js";
import type { Path } from "../yaml-file.js";
import { treatmentsOf } from "./action.js";
import { Mistakes } from "./mistakes.js";
import type { Names } from "./names.js";
import { factProblem } from "./policies.js";

/** What an action names of other files: purpose, segments, pools, scenarios, facts, the loyalty programme. */
export function checkActionReferences(
  { value: action, file }: Source<ActionFile>,
  { policies, loyalty, templates }: Sources,
  names: Names,
): ConfigProblem[] {
  const mistakes = new Mistakes(file);
  checkPurpose(action, policies.value.consent.purposes, mistakes);
  checkKinds(action, names, mistakes);
  if (action.trigger.occasion === "near-next-tier") {
    const { tiers, nearPoints } = loyalty.value;
    const missing = tiers.length === 0 ? "there are no tiers" : nearPoints === 0 ? "nearPoints is 0" : undefined;
    if (missing !== undefined) {
      const message = `nobody ever is near the next tier: ${missing} (loyalty.yaml)`;
      mistakes.add("ATTUNE_CONFIG_POLICY", ["trigger", "occasion"], message);
    }
  }
  for (const { treatment, path } of treatmentsOf(action)) {
    mistakes.reference([...path, "coupon"], "pool of coupons", treatment.coupon, names.pools);
    mistakes.reference([...path, "recommend", "scenario"], "scenario", treatment.recommend?.scenario, names.scenarios);
    checkUses(treatment, path, policies.value.guard, names, mistakes);
    checkTemplate(treatment, [...path, "template"], templates, mistakes);
  }
  return mistakes.found;
}

function checkPurpose(action: ActionFile, purposes: Readonly<Record<string, string>>, mistakes: Mistakes): void {
  const purpose = purposeOf(action);
  mistakes.reference(["purpose"], "purpose", purpose, Object.keys(purposes));
  const sells = action.class === "promotional" || action.class === "education";
  if (sells && purposes[purpose] === "implied") {
    const path = action.purpose === undefined ? ["class"] : ["purpose"];
    const message = `${action.class} messages need a purpose that is agreed to, and "${purpose}" is implied (policies.yaml)`;
    mistakes.add("ATTUNE_CONFIG_POLICY", path, message);
  }
}

/** Which of the occasion, where the folder knows all there are. */
function checkKinds({ trigger }: ActionFile, names: Names, mistakes: Mistakes): void {
  for (const [i, name] of trigger.of.entries()) {
    const path = ["trigger", "of", i];
    if (trigger.occasion === "segment-entered" || trigger.occasion === "segment-left") {
      mistakes.reference(path, "segment", name, names.segments);
    }
    if (trigger.occasion === "silence") mistakes.reference(path, "channel", name, CHANNELS);
    if (trigger.occasion === "price-drop" || trigger.occasion === "back-in-stock") {
      mistakes.reference(path, "relation to an item", name, ["cart", "saved", "viewed"]);
    }
    if (trigger.occasion === "near-next-tier") mistakes.reference(path, "tier", name, names.tiers);
  }
}

function checkTemplate(
  { template, coupon, recommend }: TreatmentFile,
  path: Path,
  layouts: Sources["templates"],
  mistakes: Mistakes,
): void {
  if (template === undefined) return;
  mistakes.reference(path, "layout", template, templateNames(layouts));
  const facts = templateFacts(layouts).get(template) ?? [];
  for (const [subject, given] of [["coupon", coupon] as const, ["recommended", recommend] as const]) {
    const needy = given === undefined ? facts.find((fact) => fact.startsWith(`${subject}.`)) : undefined;
    if (needy === undefined) continue;
    const message = `the layout names ${needy}, which the treatment never has: it could not be said`;
    mistakes.add("ATTUNE_CONFIG_POLICY", path, message);
  }
}

function checkUses(treatment: TreatmentFile, path: Path, guard: GuardFile, names: Names, mistakes: Mistakes): void {
  const sensitivities = sensitivitiesOf(guard);
  const hasGeneric = treatment.copy.some(({ generic }) => generic);
  for (const [i, fact] of treatment.uses.entries()) {
    const at = [...path, "uses", i];
    const wrong = factProblem(fact);
    if (wrong !== undefined) mistakes.add("ATTUNE_CONFIG_FACT", at, wrong);
    if (fact.startsWith("segment.")) mistakes.reference(at, "segment", fact.slice("segment.".length), names.segments);
    const sensitivity = Object.hasOwn(sensitivities, fact) ? sensitivities[fact] : undefined;
    const rule = guard.rules[sensitivity ?? guard.defaultSensitivity];
    if (rule.otherwise === "soften" && !isOpen(rule) && !hasGeneric) {
      const message = `the guard may have to soften this (${fact} is ${sensitivity ?? guard.defaultSensitivity}), and no version of the words is generic`;
      mistakes.add("ATTUNE_CONFIG_POLICY", at, message);
    }
  }
}

/** A rule that any fact meets on any channel. */
function isOpen({ provenance, minimumConfidence, audiences, minimumEvidence, purpose }: GuardFile["rules"]["none"]) {
  return (
    provenance.length === PROVENANCES.length &&
    audiences.length === AUDIENCES.length &&
    minimumConfidence === 0 &&
    minimumEvidence === 0 &&
    purpose === undefined
  );
}
