import type { Command } from "commander";
import { denseStore } from "../../models/dense/index.js";
import { judge, type Judgement, promotableOf } from "../../training/promotion/gate.js";
import { inForce } from "../../training/promotion/in-force.js";
import { configurationForModels, createCommand, withConfiguration, withJson, withModels } from "../options.js";
import { grouped, type Outcome, report, safeText } from "../report.js";
import type { VersionOptions } from "./promote.js";
import {
  type AnyManifest,
  isShadowed,
  type ListedVersion,
  type ModelName,
  MODELS,
  modelArgument,
  versionsOf,
} from "./stores.js";

/** `attune models list [model]` */
export function listCommand(): Command {
  const command = createCommand("list", "List the versions of the models, with their metrics", [
    "attune models list",
    "attune models list intent --json",
  ]).addArgument(modelArgument().argOptional());
  return withJson(withModels(withConfiguration(command)))
    .addHelpText(
      "after",
      "\nThe current version is marked with *, one that scores in its shadow with +. CARD.md in a version's folder says what it was trained on and what it is for.",
    )
    .action((model: ModelName | undefined, options: VersionOptions) => listVersions(options, model));
}

/** All models, or one. Exit code 1 where a current version is gone. */
export function listVersions(options: VersionOptions, model?: ModelName): Promise<void> {
  return report(options, async () => {
    const { models } = configurationForModels(options);
    const all = await Promise.all((model === undefined ? MODELS : [model]).map((name) => read(models, name)));
    const isLost = all.some((each) => each.isLost);
    const [first] = all;
    return {
      fields: model === undefined ? { models: all.map(fieldsOf) } : first === undefined ? {} : fieldsOf(first),
      lines: all.flatMap(linesOf),
      exitCode: isLost ? 1 : 0,
    } satisfies Outcome;
  });
}

interface Listed {
  readonly model: ModelName;
  readonly folder: string;
  readonly current: string | undefined;
  readonly shadow: string | undefined;
  readonly versions: readonly (ListedVersion & { readonly judgement?: Judgement })[];
  /** The current one isn't there. */
  readonly isLost: boolean;
}

async function read(models: string, model: ModelName): Promise<Listed> {
  const store = versionsOf(models, model);
  const [listed, current, shadow] = await Promise.all([
    store.list(),
    store.current(),
    isShadowed(model) ? denseStore(models, model).shadow() : undefined,
  ]);
  const beside = listed.find(({ version }) => version === current)?.manifest;
  const versions = await Promise.all(
    listed.map(async (each) => {
      if (each.manifest === undefined) return each;
      const promotable = await promotableOf(store.folder, each.manifest, beside);
      return { ...each, judgement: judge(promotable, inForce(model, current)) };
    }),
  );
  const isLost = current !== undefined && !versions.some(({ version }) => version === current);
  return { model, folder: store.folder, current, shadow, versions, isLost };
}

function fieldsOf({ model, folder, current, shadow, versions }: Listed): Readonly<Record<string, unknown>> {
  return {
    model,
    folder,
    current: current ?? null,
    ...(isShadowed(model) ? { shadow: shadow ?? null } : {}),
    versions: versions.map(({ version, manifest, problem, judgement }) => {
      const isCurrent = version === current;
      if (manifest === undefined) return { version, current: isCurrent, problem: problem?.message ?? "" };
      return { ...factsOf(manifest), current: isCurrent, verdict: judgement?.verdict };
    }),
  };
}

/** What of a manifest is not a list of its files. */
export function factsOf(manifest: AnyManifest): Readonly<Record<string, unknown>> {
  const { recipe: _recipe, files: _files, ...facts } = manifest as AnyManifest & Record<"recipe" | "files", unknown>;
  return facts;
}

function linesOf({ model, current, shadow, versions, isLost }: Listed): string[] {
  return [
    `${model}${versions.length === 0 ? `: no version (attune train ${model})` : ""}`,
    ...versions.flatMap((each) => versionLines(each, current, shadow)),
    ...(isLost ? [`  the current version ${current} is not there: attune models promote ${model} <version>`] : []),
  ];
}

function versionLines(
  { version, manifest, problem, judgement }: Listed["versions"][number],
  current?: string,
  shadow?: string,
): string[] {
  const head = `${version === current ? "*" : version === shadow ? "+" : " "} ${version}`;
  if (manifest === undefined) return [`${head}  can't be read: ${safeText(problem?.message ?? "")}`];
  const shown = Object.entries(manifest.metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return [
    `${head}  ${sizeOf(manifest)} of ${safeText(manifest.source)}`,
    `    ${shown.length === 0 ? "not evaluated" : shown.join(", ")}`,
    ...(judgement?.evidence === undefined ? [] : [`    ${safeText(judgement.why)}`]),
  ];
}

/** What it was trained on: whichever numbers its manifest has. */
function sizeOf(manifest: AnyManifest): string {
  const counts = ["items", "interactions", "rows", "signs", "people"].flatMap((name) => {
    const count = (manifest as unknown as Readonly<Record<string, unknown>>)[name];
    return typeof count === "number" ? [`${grouped(count)} ${name}`] : [];
  });
  const { until } = manifest as unknown as { readonly until?: number };
  const to = until === undefined ? "" : ` until ${new Date(until).toISOString().slice(0, 10)}`;
  return `${counts.join(", ")}${to}`;
}
