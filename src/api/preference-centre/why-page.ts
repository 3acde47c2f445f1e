import type { Action, Occasion, Treatment } from "../../domain/action.js";
import type { EngineContext } from "../../domain/context.js";
import type { Decision } from "../../domain/decision.js";
import type { Message } from "../../domain/message.js";
import type { Profile } from "../../engine/index.js";
import type { Names } from "./names.js";
import { fill } from "./texts/index.js";

export interface WhyPageParts {
  readonly message: Message | undefined;
  readonly decision: Decision | undefined;
  readonly profile: Profile | undefined;
  readonly context: EngineContext;
  readonly names: Names;
}

interface Answer {
  readonly question: string;
  readonly lines: readonly string[];
}

/** "Why did I get this?": what the record of the decision says, in plain words. */
export function whyPage(parts: WhyPageParts): object {
  const { decision, message, names } = parts;
  if (decision === undefined) return { answers: [] };
  const { why } = names.texts;
  const about = `${names.date(decision.time)}${message === undefined ? "" : `: ${message.copy.title}`}`;
  const answers: Answer[] = [
    { question: why.reason, lines: [why.occasions[decision.occasion as Occasion] ?? why.occasions.event] },
    { question: why.permission, lines: [permission(decision, parts)] },
    { question: why.choice, lines: choice(decision, names) },
    { question: why.time, lines: timing(decision, names) },
    { question: why.used, lines: used(decision, parts) },
    { question: why.groups, lines: decision.segments.map((segment) => names.of(segment)) },
  ];
  return { about, answers: answers.filter(({ lines }) => lines.length > 0) };
}

function permission(decision: Decision, { profile, context, names }: WhyPageParts): string {
  const { why } = names.texts;
  const { action } = winnerOf(decision, context);
  if (action?.class === "transactional" || decision.occasion === "send-requested") return why.owed;
  const { hash } = decision.consent ?? {};
  const entry = profile?.read("consent").entries.find((one) => hash !== undefined && one.hash === hash);
  if (entry?.granted !== true) return why.implied;
  return fill(why.agreed, { date: names.date(entry.time), source: entry.source });
}

function choice({ candidates, mode }: Decision, { texts: { why } }: Names): string[] {
  const compared = candidates.filter(({ stage }) => stage === "arbitration" || stage === "emitted").length;
  const how = compared > 1 ? fill(why.chosenOf, { count: compared }) : why.onlyOne;
  return mode === "best" ? [how] : [how, why.byChance];
}

function timing({ timing: chosen }: Decision, { texts: { why } }: Names): string[] {
  if (chosen === undefined || chosen.mode === "now") return [];
  return [chosen.mode === "best" ? why.timeBest : why.timeExplore];
}

/** The facts of the words that were used; those of a person with where they come from. */
function used(decision: Decision, { message, profile, context, names }: WhyPageParts): string[] {
  const { treatment } = winnerOf(decision, context);
  if (treatment === undefined || message === undefined) return [];
  const facts = [...new Set([...(treatment.copy[message.version]?.facts ?? []), ...treatment.uses])];
  const traits = new Map(profile?.read("traits").map((trait) => [trait.key, trait]));
  const lines = facts.map((fact) => {
    const [, key = ""] = /^(?:person|trait)\.(.+)$/.exec(fact) ?? [];
    const trait = traits.get(key);
    return trait === undefined
      ? names.of(fact)
      : `${names.of(trait.key)}: ${String(trait.value)} (${names.texts.provenances[trait.provenance]})`;
  });
  return lines.length === 0 ? [names.texts.why.usedNothing] : lines;
}

function winnerOf(
  { winner }: Decision,
  { actions }: EngineContext,
): { readonly action?: Action; readonly treatment?: Treatment } {
  const [id, treatmentId] = winner?.split("/", 2) ?? [];
  for (const action of actions) {
    if (action.id !== id) continue;
    const treatments = [...action.treatments, ...action.steps.flatMap((step) => step.treatments)];
    const treatment = treatments.find((one) => one.id === treatmentId);
    if (treatment !== undefined) return { action, treatment };
  }
  return {};
}
