import type { Command } from "commander";
import { buildEngineContext, configurationFolder, loadConfiguration, problemLine } from "../config/index.js";
import type { EngineContext } from "../domain/context.js";
import { createCommand, type JsonOption, withConfiguration, withJson } from "./options.js";
import { note, type Outcome, report } from "./report.js";

/** `attune validate`: every mistake in a configuration, with its place; what was read of one that is good. */
export function validateCommand(): Command {
  const command = createCommand(
    "validate",
    "Check a configuration folder and name every mistake by file, line and column",
    ["attune validate", "attune validate ./config --json"],
  ).argument("[folder]", "folder with attune.yaml, actions/ and the other files");
  return withJson(withConfiguration(command)).action(
    (folder: string | undefined, options: JsonOption & { config?: string }) =>
      report(options, () => Promise.resolve(validate(configurationFolder(folder ?? options.config)))),
  );
}

function validate(folder: string): Outcome {
  const result = loadConfiguration(folder);
  if (result.ok) {
    const context = buildEngineContext(result.configuration);
    const counts = countsOf(context);
    const { version } = context;
    return {
      fields: { errors: [], folder, version, ...counts },
      lines: [`${folder} is good: ${listed(counts)}; version ${version}`],
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

/** An action under test counts once, whatever its variants. */
function countsOf({ actions, segments, caps, experiments, coupons, loyalty }: EngineContext) {
  const once = [...new Map(actions.map((action) => [action.id, action])).values()];
  const treatments = new Set(
    actions.flatMap(({ id, treatments, steps }) =>
      [...treatments, ...steps.flatMap((step) => step.treatments)].map((treatment) => `${id}/${treatment.id}`),
    ),
  );
  return {
    actions: once.length,
    treatments: treatments.size,
    occasions: new Set(once.map(({ trigger }) => trigger.occasion)).size,
    segments: segments.filter(({ persona }) => !persona).length,
    personas: segments.filter(({ persona }) => persona).length,
    caps: caps.length,
    experiments: experiments.length,
    pools: coupons.size,
    tiers: loyalty.tiers.length,
  };
}

/** "3 actions, 1 cap": without what there is none of. */
function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([name, count]) => count > 0 || name === "actions");
  return parts.map(([name, count]) => `${count} ${count === 1 ? name.replace(/s$/, "") : name}`).join(", ");
}
