import type { Command } from "commander";
import { buildEngineContext, configurationFolder, loadConfiguration, problemLine } from "../config/index.js";
import { createCommand, type JsonOption, withConfiguration, withJson } from "./options.js";
import { note, type Outcome, report } from "./report.js";

/** `attune validate`: every mistake in a configuration, with its place. */
export function validateCommand(): Command {
  const command = createCommand(
    "validate",
    "Check a configuration folder and name every mistake by file, line and column",
    ["attune validate", "attune validate ./config --json"],
  ).argument("[folder]", "folder with attune.yaml and actions/");
  return withJson(withConfiguration(command)).action(
    (folder: string | undefined, options: JsonOption & { config?: string }) =>
      report(options, () => Promise.resolve(validate(configurationFolder(folder ?? options.config)))),
  );
}

function validate(folder: string): Outcome {
  const result = loadConfiguration(folder);
  if (result.ok) {
    const { version, actions } = buildEngineContext(result.configuration);
    const treatments = actions.reduce((sum, action) => sum + action.treatments.length, 0);
    return {
      fields: { errors: [], folder, version, actions: actions.length, treatments },
      lines: [`${folder} is good: ${actions.length} actions, ${treatments} treatments, version ${version}`],
    };
  }
  const { errors } = result;
  for (const error of errors) {
    note(problemLine(error));
    note(`  fix: ${error.fix}`);
  }
  return {
    fields: { errors, folder },
    lines: [`${folder} has ${errors.length} mistake${errors.length === 1 ? "" : "s"}`],
    exitCode: 2,
  };
}
