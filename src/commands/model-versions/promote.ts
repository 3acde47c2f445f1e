import type { Command } from "commander";
import { judge, promotableOf, refuseWorse } from "../../training/promotion/gate.js";
import { inForce } from "../../training/promotion/in-force.js";
import {
  configurationForModels,
  createCommand,
  type JsonOption,
  withConfiguration,
  withJson,
  withModels,
} from "../options.js";
import { type Outcome, report } from "../report.js";
import { readable } from "./readable.js";
import { type ModelName, modelArgument, type Moved, versionsOf } from "./stores.js";

export type VersionOptions = JsonOption & { readonly config?: string; readonly models?: string };
type PromoteOptions = VersionOptions & { readonly force?: boolean };

/** `attune models promote <model> <version>`; `attune promote` is the same. */
export function promoteCommand(command = "attune promote"): Command {
  const described = createCommand("promote", "Make a version of a model the current one", [
    `${command} recommender 20261122-101500-3fa9`,
    `${command} intent 20261122-101500-3fa9 --json`,
    `${command} propensity 20261122-101500-3fa9 --force`,
  ])
    .addArgument(modelArgument())
    .argument("<version>", "one of `attune models`")
    .option("--force", "though its evidence says that it is worse than the current one");
  return withJson(withModels(withConfiguration(described)))
    .addHelpText(
      "after",
      `
The version is read and checked first; one that can't be read is refused. So is one that is worse than the current version, by the evidence that its
training (or attune models compare) measured: both on the same rows, the whole 95 % interval on the wrong side. attune up goes over to it by itself.`,
    )
    .action((model: ModelName, version: string, options: PromoteOptions) =>
      report(options, () => promote(configurationForModels(options).models, model, version, options.force === true)),
    );
}

/** `attune models rollback <model>`; `attune rollback` is the same, and without a model the recommender's. */
export function rollbackCommand(command = "attune rollback", fallback?: ModelName): Command {
  const argument = modelArgument();
  const described = createCommand("rollback", "Go back to the version of a model that was promoted before", [
    `${command} recommender`,
    `${command} intent --json`,
  ]).addArgument(fallback === undefined ? argument : argument.default(fallback).argOptional());
  return withJson(withModels(withConfiguration(described)))
    .addHelpText(
      "after",
      "\nA second rollback goes one promotion further back; before the first stands what Attune ships, or no version at all.",
    )
    .action((model: ModelName, options: VersionOptions) =>
      report(options, async () =>
        outcomeOf(model, await versionsOf(configurationForModels(options).models, model).rollback()),
      ),
    );
}

/** @throws AttuneError ATTUNE_MODEL_WORSE | ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
async function promote(models: string, model: ModelName, version: string, isForced: boolean): Promise<Outcome> {
  const store = versionsOf(models, model);
  const current = await store.current();
  const beside = current === undefined ? undefined : await readable(() => store.manifest(current));
  const promotable = await promotableOf(store.folder, await store.manifest(version), beside);
  const judgement = judge(promotable, inForce(model, current));
  if (!isForced) refuseWorse(model, { version }, judgement);
  const { fields, lines } = outcomeOf(model, await store.promote(version));
  const { verdict, why, evidence } = judgement;
  return {
    fields: { ...fields, verdict, evidence: evidence ?? null },
    lines: [...lines, ...(verdict === "first" || verdict === "same" ? [] : [why])],
  };
}

function outcomeOf(model: ModelName, { version, before }: Moved): Outcome {
  const isRead = model === "send-time" ? ["attune up reads it when it starts: restart it"] : [];
  return {
    fields: { model, version: version ?? null, before: before ?? null },
    lines: [`${model}: ${before ?? "none"} -> ${version ?? "none"}`, ...isRead],
  };
}
