import type { Command } from "commander";
import { type StoredVersion, ModelStore } from "../models/recommender/store.js";
import { configurationOf, createCommand, type JsonOption, withConfiguration, withJson, withModels } from "./options.js";
import { grouped, type Outcome, report, safeText } from "./report.js";

type ModelsOptions = JsonOption & { readonly config?: string; readonly models?: string };

/** `attune models`: the versions there are. */
export function modelsCommand(): Command {
  const command = createCommand("models", "List the versions of the models, with their metrics", [
    "attune models",
    "attune models --json",
  ]);
  return withJson(withModels(withConfiguration(command)))
    .addHelpText(
      "after",
      "\nThe current version is marked with *. CARD.md in a version's folder says what it was trained on and what it is for.",
    )
    .action((options: ModelsOptions) =>
      report(options, () => listVersions(new ModelStore(configurationOf(options).models))),
    );
}

async function listVersions(store: ModelStore): Promise<Outcome> {
  const [versions, current] = await Promise.all([store.list(), store.current()]);
  const isLost = current !== undefined && !versions.some(({ isCurrent }) => isCurrent);
  return {
    fields: { model: "recommender", folder: store.folder, current: current ?? null, versions: versions.map(fieldsOf) },
    lines: [
      ...(versions.length === 0
        ? [`no version in ${store.folder}: attune train recommender`]
        : versions.flatMap(linesOf)),
      ...(isLost ? [`the current version ${current} is not there: attune promote recommender <version>`] : []),
    ],
    exitCode: isLost ? 1 : 0,
  };
}

function fieldsOf({ version, isCurrent, manifest, problem }: StoredVersion): Readonly<Record<string, unknown>> {
  if (manifest === undefined) return { version, current: isCurrent, problem: problem?.message ?? "" };
  const { recipe: _recipe, files: _files, ...facts } = manifest;
  return { ...facts, current: isCurrent };
}

function linesOf({ version, isCurrent, manifest, problem }: StoredVersion): string[] {
  const head = `${isCurrent ? "*" : " "} ${version}`;
  if (manifest === undefined) return [`${head}  can't be read: ${safeText(problem?.message ?? "")}`];
  const { items, interactions, until, source, metrics } = manifest;
  const shown = Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return [
    `${head}  ${grouped(items)} items, ${grouped(interactions)} interactions until ${new Date(until).toISOString().slice(0, 10)} of ${safeText(source)}`,
    `    ${shown.length === 0 ? "not evaluated" : shown.join(", ")}`,
  ];
}
