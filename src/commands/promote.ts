import { Argument, type Command } from "commander";
import { ModelStore } from "../models/recommender/store.js";
import { configurationOf, createCommand, type JsonOption, withConfiguration, withJson, withModels } from "./options.js";
import { type Outcome, report } from "./report.js";

type PromoteOptions = JsonOption & { readonly config?: string; readonly models?: string };

const MODELS = ["recommender"] as const;

/** `attune promote recommender <version>` */
export function promoteCommand(): Command {
  const command = createCommand("promote", "Make a version of a model the current one", [
    "attune promote recommender 20261122-101500-3fa9",
    "attune promote recommender 20261122-101500-3fa9 --json",
  ])
    .addArgument(new Argument("<model>", "which model").choices(MODELS))
    .argument("<version>", "one of `attune models`");
  return withJson(withModels(withConfiguration(command)))
    .addHelpText(
      "after",
      "\nThe version is read and checked first; one that can't be read is refused. attune up goes over to it by itself.",
    )
    .action((_model: string, version: string, options: PromoteOptions) =>
      report(options, async () => moved(await storeOf(options).promote(version))),
    );
}

/** `attune rollback [recommender]` */
export function rollbackCommand(): Command {
  const command = createCommand("rollback", "Go back to the version of a model that was promoted before", [
    "attune rollback recommender",
    "attune rollback --json",
  ]).addArgument(new Argument("[model]", "which model").choices(MODELS).default("recommender"));
  return withJson(withModels(withConfiguration(command)))
    .addHelpText("after", "\nA second rollback goes one promotion further back.")
    .action((_model: string, options: PromoteOptions) =>
      report(options, async () => moved(await storeOf(options).rollback())),
    );
}

function storeOf(options: PromoteOptions): ModelStore {
  return new ModelStore(configurationOf(options).models);
}

function moved({ version, before }: { readonly version: string; readonly before: string | undefined }): Outcome {
  return {
    fields: { model: "recommender", version, before: before ?? null },
    lines: [`recommender: ${before ?? "none"} -> ${version}`],
  };
}
