import type { GuardFact, Moment, Option } from "../../domain/consideration.js";
import { inForce } from "../../domain/consent.js";
import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import type { GuardRule } from "../../domain/policy.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { shownBy } from "./fact.js";
import { type Source, sourceOf } from "./provenance.js";
import { sensitivityOf } from "./sensitivity.js";
import type { Verdict } from "./strictness.js";

/** Without a rule for its sensitivity nothing rests on a fact. */
const NO_RULE: GuardRule = {
  provenance: [],
  minimumConfidence: 1,
  audiences: [],
  minimumEvidence: 1,
  otherwise: "block",
};

/** How one fact fares under the rule of its sensitivity. undefined: it is not known, so that words that name it can't be said anyway. */
export function judgeFact(
  fact: string,
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  evidence: number,
): (GuardFact & { readonly otherwise: Verdict }) | undefined {
  const shown = shownBy(fact, moment);
  const source = sourceOf(shown, draft, context, moment);
  if (source === undefined) return undefined;
  const sensitivity = sensitivityOf(shown, draft, context, moment);
  const rule = context.guard.rules.get(sensitivity) ?? NO_RULE;
  const { provenance, confidence } = source;
  const problems = problemsOf(rule, source, draft, option.treatment.channel, context, moment, evidence);
  return problems.length === 0
    ? { fact, sensitivity, provenance, confidence, otherwise: "allow" }
    : { fact, sensitivity, provenance, confidence, problem: problems.join("; "), otherwise: rule.otherwise };
}

function problemsOf(
  rule: GuardRule,
  { provenance, confidence }: Source,
  draft: ProfileDraft,
  channel: Channel,
  context: EngineContext,
  moment: Moment,
  evidence: number,
): string[] {
  const problems: string[] = [];
  if (!rule.provenance.includes(provenance)) problems.push(`it is ${provenance}`);
  if (confidence < rule.minimumConfidence)
    problems.push(`confidence ${short(confidence)} of ${rule.minimumConfidence}`);
  // A channel without a policy may be read by anybody.
  const audience = context.channels.get(channel)?.audience ?? "public";
  if (!rule.audiences.includes(audience)) problems.push(`${channel} is ${audience}`);
  if (evidence < rule.minimumEvidence) problems.push(`own evidence ${short(evidence)} of ${rule.minimumEvidence}`);
  if (rule.purpose !== undefined) {
    const { state } = inForce(draft.read("consent"), rule.purpose, channel, moment.time);
    if (state !== "granted") problems.push(`consent ${rule.purpose}/${channel}: ${state}`);
  }
  return problems;
}

function short(share: number): number {
  return Math.round(share * 100) / 100;
}
