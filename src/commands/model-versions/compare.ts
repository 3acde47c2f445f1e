import type { Command } from "commander";
import { AttuneError } from "../../domain/errors.js";
import { appendEvidence, type Evidence } from "../../models/versions/evidence.js";
import { evidenceText, judge, type Judgement, promotableOf } from "../../training/promotion/gate.js";
import {
  configurationForModels,
  createCommand,
  type JsonOption,
  wholeNumber,
  withJson,
  withModels,
  withServers,
} from "../options.js";
import { type Outcome, report, safeText } from "../report.js";
import { withFileForm } from "../train/interactions.js";
import { type LiveSide, readLive } from "./live.js";
import { factsOf } from "./list.js";
import { type MeasureOptions, measure } from "./measure.js";
import { type AnyManifest, type ModelName, modelArgument, type Versions, versionsOf } from "./stores.js";

type CompareOptions = Omit<MeasureOptions, "from"> & JsonOption & { readonly from?: string };

/** `attune models compare <model> <version> [<other>]` */
export function compareCommand(): Command {
  const command = createCommand(
    "compare",
    "Compare two versions of a model: data, metrics, evidence, live calibration",
    [
      "attune models compare intent 20261122-101500-3fa9",
      "attune models compare intent 20261122-101500-3fa9 20261101-090000-11c2 --from log",
      "attune models compare recommender 20261122-101500-3fa9 --from UserBehavior.csv --preset taobao --repeats --json",
      "attune models compare propensity 20261122-101500-3fa9 --from log",
    ],
  )
    .addArgument(modelArgument())
    .argument("<version>", "one of `attune models`")
    .argument("[other]", "the version beside which it is compared (default: the current one)")
    .option("--from <source>", "measure both on log, or on a file, where neither was trained: the version's evidence");
  withFileForm(command)
    .option("--repeats", "recommender: what the person met before may be recommended again")
    .option("--cases <n>", "score at most so many cases, a seeded sample", wholeNumber(1, 1e9))
    .option("--seed <n>", "of samples and the bootstrap", wholeNumber(0, 2 ** 31), 1);
  return withJson(withModels(withServers(command)))
    .addHelpText(
      "after",
      `
The difference is this version's loss minus the other's on the same rows, with a 95 % interval over people: below 0 this one is better. Without --from it is
what training measured, and what a shadow has shown live since. Promotion goes by the newest evidence against the current version.`,
    )
    .action((model: ModelName, version: string, other: string | undefined, options: CompareOptions) =>
      report(options, () => compare(model, version, other, options)),
    );
}

async function compare(
  model: ModelName,
  version: string,
  named: string | undefined,
  options: CompareOptions,
): Promise<Outcome> {
  const configuration = configurationForModels(options);
  const store = versionsOf(configuration.models, model);
  const other = named ?? (await store.current());
  if (other === undefined)
    throw new AttuneError("ATTUNE_USAGE", `no version of ${model} is current: name the one to compare with`);
  if (other === version)
    throw new AttuneError("ATTUNE_USAGE", `${version} is the current version: name the one to compare it with`);
  const [ours, theirs] = [await store.manifest(version), await store.manifest(other)];
  const measured = await measuredEvidence(store, model, ours, theirs, options);
  const judgement = judge(await promotableOf(store.folder, ours, theirs), other);
  const live = await readLive(configuration, model, version, other);
  return {
    fields: {
      ...{ model, version, other },
      ...{ ours: factsOf(ours), theirs: factsOf(theirs) },
      ...{ verdict: judgement.verdict, evidence: judgement.evidence ?? null, measured: measured !== undefined },
      live: live ?? null,
    },
    lines: [
      `${model}: ${version} beside ${other}`,
      ...tableOf(ours, theirs),
      ...verdictLines(judgement, other),
      ...(live === undefined ? [] : live.heads.flatMap((head) => liveLines(head, version, other))),
    ],
  };
}

/** Measures them where it is asked for, and keeps what was found. */
async function measuredEvidence(
  store: Versions,
  model: ModelName,
  ours: AnyManifest,
  theirs: AnyManifest,
  { from, ...options }: CompareOptions,
): Promise<Evidence | undefined> {
  if (from === undefined) return undefined;
  const evidence = await measure(model, ours.version, theirs.version, { ...options, from });
  await appendEvidence(store.folder, { at: new Date().toISOString(), version: ours.version, ...evidence });
  return evidence;
}

/** The metrics that either has, side by side. */
function tableOf(ours: AnyManifest, theirs: AnyManifest): string[] {
  const names = [...new Set([...Object.keys(ours.metrics), ...Object.keys(theirs.metrics)])];
  const cell = (value: number | undefined): string =>
    value === undefined ? "-" : String(Number(value.toPrecision(4)));
  const rows = [
    ["trained", ours.createdAt.slice(0, 16), theirs.createdAt.slice(0, 16)],
    ["on", safeText(ours.source), safeText(theirs.source)],
    ...names.map((name) => [name, cell(ours.metrics[name]), cell(theirs.metrics[name])]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return [
    ...rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()),
    ...(names.length === 0 ? [] : ["  Each on its own test: only what follows compares them."]),
  ];
}

function verdictLines({ verdict, why, evidence }: Judgement, other: string): string[] {
  if (evidence === undefined) return [`${why}; to measure it: --from log`];
  return [
    `${verdict === "as-good" ? "no worse and no better than" : `${verdict} than`} ${other}: ${safeText(evidenceText(evidence))}`,
  ];
}

function liveLines({ head, ours, theirs, comparison }: LiveSide, version: string, other: string): string[] {
  const line = (name: string, of: LiveSide["ours"]): string[] =>
    of === undefined
      ? []
      : [
          `  ${name}: ${of.count} predictions, said ${of.said.toFixed(4)}, came ${of.came.toFixed(4)}, log loss ${of.logLoss.toFixed(4)}, ECE ${of.ece.toFixed(4)}`,
        ];
  const beside =
    comparison === undefined
      ? []
      : [
          `  on the same ${comparison.count}: log loss ${comparison.difference.toFixed(4)} (95 %: ${comparison.interval.map((end) => end.toFixed(4)).join(" to ")})`,
        ];
  const lines = [...line(version, ours), ...line(other, theirs), ...beside];
  return lines.length === 0 ? [] : [`live, ${head}:`, ...lines];
}
