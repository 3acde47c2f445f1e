import type { Command } from "commander";
import { decisionsOf, findDecision, findScene } from "../app/find-scene.js";
import { openSources } from "../app/open-sources.js";
import { buildEngineContext, type Configuration } from "../config/index.js";
import type { Candidate, Decision } from "../domain/decision.js";
import { AttuneError } from "../domain/errors.js";
import { isPersonKey, partitionOfPerson, type PersonKey, personToken } from "../domain/person.js";
import { REASONS } from "../domain/reasons.js";
import { type Explanation, explain, type FlipReport } from "../explain/index.js";
import { createEngine } from "../engine/index.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ModelsOption,
  type ServerOptions,
  withJson,
  withModels,
  withServers,
} from "./options.js";
import { type Outcome, report, safeText } from "./report.js";
import { withBoth } from "./servers.js";

type ExplainOptions = ServerOptions & ModelsOption & JsonOption & { readonly whyNot?: string };

/** `attune explain <decision>`, `attune explain <person> [--why-not <action>]`. */
export function explainCommand(): Command {
  const command = createCommand("explain", "Tell why a decision came out as it did, and what would have changed it", [
    "attune explain 2k3j4h5g-1a2b3c4d5e",
    "attune explain u:ann",
    "attune explain u:ann --why-not cart-reminder --json",
  ])
    .argument(
      "<decision or person>",
      "a decision's id (attune tail decisions), or a person: u:<userId>, a:<anonymousId>",
    )
    .option("--why-not <action>", "an action, or <action>/<treatment>, that the person did not get");
  return withJson(withModels(withServers(command))).action((what: string, options: ExplainOptions) =>
    report(options, () => {
      const configuration = configurationOf(options);
      return withBoth(configuration, (log, state) => tell(log, state, configuration, what, options.whyNot));
    }),
  );
}

async function tell(
  log: EventLog,
  state: StateStore,
  configuration: Configuration,
  what: string,
  asked: string | undefined,
): Promise<Outcome> {
  const isPerson = isPersonKey(what);
  const decision = isPerson ? await lastDecision(log, what, asked) : await findDecision(log, what);
  if (decision === undefined) {
    if (isPerson) return waiting(state, configuration, what, asked);
    throw new AttuneError("ATTUNE_NOT_FOUND", `the log holds no decision ${what}`);
  }
  const context = buildEngineContext(configuration);
  const scene = await findScene(log, context, decision, openSources(configuration, log, context.recommendations));
  if (scene === undefined) return outcome({ decision, reproduced: false, sameConfiguration: false, flip: null }, false);
  return outcome(explain(scene, decision, asked), true);
}

/** The newest in which what is asked about was a candidate; else the newest. */
async function lastDecision(
  log: EventLog,
  person: PersonKey,
  asked: string | undefined,
): Promise<Decision | undefined> {
  const all = await decisionsOf(log, person);
  if (asked === undefined) return all.at(-1);
  return all.findLast(({ candidates }) => candidates.some((one) => one.action === asked || nameOf(one) === asked));
}

/** No decision: the occasion never came, or has not come yet. */
async function waiting(
  state: StateStore,
  configuration: Configuration,
  person: PersonKey,
  asked: string | undefined,
): Promise<Outcome> {
  const token = personToken(person);
  const [bytes] = await state.loadProfiles(partitionOfPerson(person, configuration.partitions), [token]);
  if (bytes === undefined) throw new AttuneError("ATTUNE_NOT_FOUND", `nothing is known of ${person}`);
  const engine = createEngine(buildEngineContext(configuration));
  const { plans } = engine.describe(engine.decode(bytes)) as { plans?: { kind: string; due: number }[] };
  const action = configuration.engine.actions.find(({ id }) => id === asked?.split("/", 1)[0]);
  if (asked !== undefined && action === undefined) {
    throw new AttuneError("ATTUNE_NOT_FOUND", `the configuration has no action ${asked}`);
  }
  const occasion = action?.trigger.occasion;
  const plan = plans?.find(({ kind }) => occasion === undefined || kind === occasion);
  const why =
    plan === undefined
      ? `no occasion${occasion === undefined ? "" : ` ${occasion}`} has opened for ${safeText(person)} so far${opensBy(action)}`
      : `the occasion ${plan.kind} waits until ${new Date(plan.due).toISOString()}`;
  return {
    fields: {
      person,
      winner: null,
      candidates: [],
      runnerUp: null,
      flip: null,
      occasion: occasion ?? null,
      plans: plans ?? [],
      why,
    },
    lines: ["Nothing has been decided about that.", `  ${why}`],
  };
}

/** What an action waits for. */
function opensBy(action: Configuration["engine"]["actions"][number] | undefined): string {
  if (action === undefined) return "";
  const { of, waitMs, when } = action.trigger;
  const parts = [
    ...(of.length > 0 ? [`of ${of.join(", ")}`] : []),
    ...(when === undefined ? [] : [`when ${typeof when === "string" ? when : "its condition holds"}`]),
    ...(waitMs > 0 ? [`after ${Math.round(waitMs / 60_000)} min`] : []),
  ];
  return parts.length === 0 ? "" : `; ${action.id} asks for it ${parts.join(", ")}`;
}

function outcome({ decision, ...found }: Explanation, isComplete: boolean): Outcome {
  const { winner, runnerUp, candidates } = decision;
  return {
    fields: {
      id: decision.id,
      person: decision.person,
      winner: winner ?? null,
      candidates,
      runnerUp: runnerUp ?? null,
      ...found,
      decision,
    },
    lines: [
      `${decision.occasion}${decision.subject === "" ? "" : ` (${safeText(decision.subject)})`} of ${safeText(decision.person)}, ${new Date(decision.time).toISOString()}`,
      endLine(decision),
      ...chances(decision),
      ...timingLines(decision),
      "",
      ...candidates.map(candidateLine),
      "",
      ...evidence(decision),
      ...(isComplete
        ? flipLines(found)
        : ["The log no longer holds all of this person's events: what would have changed it can't be worked out."]),
    ],
  };
}

function endLine({ winner, message, outcome, until, reason }: Decision): string {
  if (outcome === "held" && winner !== undefined && until !== undefined)
    return `${winner} waits until ${new Date(until).toISOString()}: ${REASONS[reason]}`;
  return winner === undefined ? `Nothing was sent: ${REASONS[reason]}` : `Sent: ${winner} (${message ?? ""})`;
}

/** When, and what it rests on. */
function timingLines({ timing, timedBy }: Decision): string[] {
  if (timedBy !== undefined) return [`  its hour was chosen by the decision ${safeText(timedBy)}`];
  if (timing === undefined) return [];
  const { mode, probability, zone, zoneSource, evidence, best } = timing;
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const hours = best.map(
    ({ at, rate, worth }) => `${clock.format(at)} (${rate.toFixed(2)} of a usual hour, worth ${worth.toFixed(4)})`,
  );
  return [
    `  its hour: ${mode}, chosen with probability ${(probability * 100).toFixed(2)} %; ${zone} (${zoneSource}); ${Math.round(evidence * 100)} % of it from this person's own responses`,
    ...(hours.length === 0 ? [] : [`  best hours: ${hours.join("; ")}`]),
  ];
}

function chances({ selectionProbability, mode, silenceProbability, runnerUp, margin }: Decision): string[] {
  const percent = (share: number): string => `${(share * 100).toFixed(share > 0.0995 ? 0 : 2)} %`;
  const lines = [
    `  chosen with probability ${percent(selectionProbability)} (${mode}); saying nothing had ${percent(silenceProbability)}`,
  ];
  if (runnerUp !== undefined)
    lines.push(`  runner-up: ${runnerUp === "" ? "say nothing" : runnerUp}, behind by ${(margin ?? 0).toFixed(4)}`);
  return lines;
}

function candidateLine(one: Candidate): string {
  const ended =
    one.stage === "emitted"
      ? "chosen"
      : `${one.stage}: ${REASONS[one.code]}${one.detail === undefined ? "" : ` (${one.detail})`}`;
  const learnt = one.belief === undefined ? "" : ` (a trained model; answers alone: ${one.belief.toFixed(4)})`;
  const worth = `P ${one.p.toFixed(4)}${learnt} x C ${one.c.toFixed(2)} x V ${one.v} x L ${one.l.toFixed(2)} = ${one.priority.toFixed(4)}; score ${one.score.toFixed(4)}`;
  return `  ${nameOf(one).padEnd(32)} ${worth}\n    ${safeText(ended)}${recommendedLine(one)}`;
}

function recommendedLine({ recommended }: Candidate): string {
  if (recommended === undefined) return "";
  const { scenario, answeredBy, items } = recommended;
  const filled = answeredBy.filter((name) => name !== scenario);
  const by = filled.length === 0 ? scenario : `${scenario}, filled up by ${filled.join(", ")}`;
  return `\n    ${by}: ${items.length === 0 ? "nothing" : items.map(safeText).join(", ")}`;
}

function evidence({
  caps = [],
  consent,
  segments,
  variants = [],
  population,
  recommender,
  models = {},
}: Decision): string[] {
  const lines: string[] = [];
  if (consent !== undefined)
    lines.push(`consent    entry ${consent.place} of the ledger, ${consent.hash.slice(0, 12)}`);
  for (const { cap, used, limit } of caps)
    lines.push(`cap        ${cap}: ${used} of ${limit} before, ${used + 1} after`);
  if (segments.length > 0) lines.push(`segments   ${segments.join(", ")}`);
  if (variants.length > 0) lines.push(`variants   ${variants.join(", ")}`);
  if (population !== "") lines.push(`population ${population}`);
  if (recommender !== undefined) lines.push(`recommended by ${recommender} (model@catalogue)`);
  const scoredBy = Object.entries(models).map(([model, version]) => `${model} ${safeText(version)}`);
  if (scoredBy.length > 0) lines.push(`scored by  ${scoredBy.join(", ")}`);
  return lines.length === 0 ? [] : [...lines, ""];
}

function flipLines({ flip, whyNot, reproduced, sameConfiguration }: Omit<Explanation, "decision">): string[] {
  const lines = [flip === null ? "No single change that was tried would have changed it." : sentence(flip)];
  if (whyNot !== undefined) {
    lines.push(`Why not ${whyNot.candidate}: ${whyNot.text}`);
    if (whyNot.flip !== null) lines.push(`  ${sentence(whyNot.flip)}`);
  }
  if (!sameConfiguration) lines.push("Note: the configuration of now is another than the one that decided.");
  else if (!reproduced) lines.push("Note: made again it came out otherwise in some detail; see --json.");
  return lines;
}

function sentence({ changes, winner }: FlipReport): string {
  return `If ${changes.map(({ text }) => text).join(", and ")}: ${winner === null ? "nothing would have been said" : `${winner} would have been sent`}.`;
}

function nameOf({ action, treatment }: Candidate): string {
  return `${action}/${treatment}`;
}
