import type { Command } from "commander";
import { compareCommand } from "./model-versions/compare.js";
import { listCommand, listVersions } from "./model-versions/list.js";
import { promoteCommand, rollbackCommand, type VersionOptions } from "./model-versions/promote.js";
import { shadowCommand } from "./model-versions/shadow.js";
import { createCommand, withConfiguration, withJson, withModels } from "./options.js";

/** `attune models`: which versions there are, how they compare, and which one is in force. */
export function modelsCommand(): Command {
  const models = createCommand("models", "List, compare, promote and roll back the versions of the models", [
    "attune models",
    "attune models list intent --json",
    "attune models compare intent 20261122-101500-3fa9 --from log",
    "attune models promote intent 20261122-101500-3fa9",
    "attune models shadow propensity 20261122-101500-3fa9",
  ]);
  withJson(withModels(withConfiguration(models)))
    .addHelpText("after", "\nThe current version is marked with *, one that scores in its shadow with +.")
    .action((options: VersionOptions) => listVersions(options));
  // All know --json and the folders: what stands behind a command is that command's.
  models.enablePositionalOptions();
  return models
    .addCommand(listCommand())
    .addCommand(compareCommand())
    .addCommand(promoteCommand("attune models promote"))
    .addCommand(rollbackCommand("attune models rollback"))
    .addCommand(shadowCommand());
}
