import { SENSITIVITIES } from "../../domain/policy.js";
import { toMs } from "../check.js";
import { FACTS } from "../facts.js";
import type { ConfigProblem } from "../problems.js";
import type { PoliciesFile } from "../schema/policies.js";
import type { Source } from "../sources.js";
import { dottedSuggestion } from "../spelling.js";
import type { Path } from "../yaml-file.js";
import { Mistakes } from "./mistakes.js";

/** policies.yaml: rules within the file. */
export function checkPolicies({ value: policies, file }: Source<PoliciesFile>): ConfigProblem[] {
  const mistakes = new Mistakes(file);
  mistakes.repeated(
    policies.engagement.map(({ id }) => id),
    "rule",
    (i) => ["engagement", i, "id"],
  );
  checkPurposes(policies, mistakes);
  checkCaps(policies, mistakes);
  checkSilence(policies, mistakes);
  checkSeasons(policies, mistakes);
  for (const fact of Object.keys(policies.guard.facts)) {
    const wrong = factProblem(fact);
    if (wrong !== undefined) mistakes.addAtKey("ATTUNE_CONFIG_FACT", ["guard", "facts"], fact, wrong);
  }
  for (const [i, { for: target }] of policies.arbitration.weights.entries()) {
    const named = Object.keys(target).length;
    if (named === 1) continue;
    const message = `a weight is for an issue, a group or an action: name one, not ${named === 0 ? "none" : named}`;
    mistakes.add("ATTUNE_CONFIG_POLICY", ["arbitration", "weights", i, "for"], message);
  }
  checkLifecycle(policies, mistakes);
  return mistakes.found;
}

/** What the guard can know of: a trait, a segment, a category, or a fact that words may name. undefined: it is one. */
export function factProblem(fact: string): string | undefined {
  if (Object.hasOwn(FACTS, fact) || /^(?:trait|segment|category)\../.test(fact)) return undefined;
  const known = ["trait.<name>", "segment.<id>", "category.<name>", ...Object.keys(FACTS)];
  return `"${fact}" is no fact; ${dottedSuggestion(fact, known)}`;
}

function checkPurposes({ consent, guard }: PoliciesFile, mistakes: Mistakes): void {
  const known = Object.keys(consent.purposes);
  for (const [category, purposes] of Object.entries(consent.categories)) {
    for (const [i, purpose] of purposes.entries()) {
      mistakes.reference(["consent", "categories", category, i], "purpose", purpose, known);
    }
  }
  for (const sensitivity of SENSITIVITIES) {
    const path = ["guard", "rules", sensitivity, "purpose"];
    mistakes.reference(path, "purpose", guard.rules[sensitivity].purpose, known);
  }
}

function checkCaps({ contact: { caps } }: PoliciesFile, mistakes: Mistakes): void {
  mistakes.repeated(
    caps.map(({ id }) => id),
    "cap",
    (i) => ["contact", "caps", i, "id"],
  );
  for (const [i, { window, per }] of caps.entries()) {
    if ((window === undefined) === (per === undefined)) {
      const message =
        "a cap has a rolling window (window: 7 days) or one of the calendar (per: week): name one of them";
      mistakes.add("ATTUNE_CONFIG_POLICY", ["contact", "caps", i], message);
    }
  }
}

function checkSilence({ silence, seasons }: PoliciesFile, mistakes: Mistakes): void {
  mistakes.repeated(
    silence.map(({ channel }) => channel),
    "channel",
    (i) => ["silence", i, "channel"],
  );
  for (const [i, { mode, channel }] of silence.entries()) {
    if (mode === "season" && seasons.length === 0) {
      const message = `who is silent on ${channel} would hear in key seasons only, and there is no season`;
      mistakes.add("ATTUNE_CONFIG_POLICY", ["silence", i, "mode"], message);
    }
  }
}

function checkSeasons({ seasons }: PoliciesFile, mistakes: Mistakes): void {
  mistakes.repeated(
    seasons.map(({ id }) => id),
    "season",
    (i) => ["seasons", i, "id"],
  );
  for (const [i, season] of seasons.entries()) {
    for (const edge of ["from", "to"] as const) {
      const [month = 0, day = 0] = season[edge].split("-").map(Number);
      // A leap year: the 29th of February is a day.
      if (new Date(Date.UTC(2024, month - 1, day)).getUTCDate() === day) continue;
      mistakes.add("ATTUNE_CONFIG_VALUE", ["seasons", i, edge], `${season[edge]} is no day of the year`);
    }
  }
}

function checkLifecycle({ lifecycle }: PoliciesFile, mistakes: Mistakes): void {
  const { lapsing, lapsed, lost, priceTiers, rfm } = lifecycle;
  const stages = [lapsing, lapsed, lost].map(toMs);
  rising(stages, (i) => ["lifecycle", ["lapsing", "lapsed", "lost"][i] as string], mistakes);
  const tiers = [priceTiers.low, priceTiers.middle];
  rising(tiers, (i) => ["lifecycle", "priceTiers", ["low", "middle"][i] as string], mistakes);
  for (const part of ["recency", "frequency", "monetary"] as const) {
    rising(rfm[part], (i) => ["lifecycle", "rfm", part, i], mistakes);
  }
}

function rising(values: readonly number[], pathOf: (index: number) => Path, mistakes: Mistakes): void {
  for (const [i, value] of values.entries()) {
    if (i === 0 || value > (values[i - 1] as number)) continue;
    const path = pathOf(i);
    mistakes.add("ATTUNE_CONFIG_RANGE", path, `${path.at(-1)} must be more than what stands before it`);
  }
}
