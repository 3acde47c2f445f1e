import type { Command } from "commander";
import { AttuneError } from "../../domain/errors.js";
import { denseStore } from "../../models/dense/index.js";
import { configurationForModels, createCommand, withConfiguration, withJson, withModels } from "../options.js";
import { type Outcome, report } from "../report.js";
import type { VersionOptions } from "./promote.js";
import { modelArgument, SHADOWED } from "./stores.js";

type Shadowed = (typeof SHADOWED)[number];
type ShadowOptions = VersionOptions & { readonly off?: boolean };

/** `attune models shadow <model> <version>|--off` */
export function shadowCommand(): Command {
  const command = createCommand("shadow", "Let a version score beside the current one, without acting upon it", [
    "attune models shadow intent 20261122-101500-3fa9",
    "attune models shadow intent --off --json",
  ])
    .addArgument(modelArgument(SHADOWED))
    .argument("[version]", "one of `attune models`")
    .option("--off", "none from now on");
  return withJson(withModels(withConfiguration(command)))
    .addHelpText(
      "after",
      "\nattune up begins by itself. What both say and what comes of it is counted live: attune models compare shows it.",
    )
    .action((model: Shadowed, version: string | undefined, options: ShadowOptions) =>
      report(options, () => shadow(configurationForModels(options).models, model, version, options.off === true)),
    );
}

/** @throws AttuneError ATTUNE_USAGE | ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
async function shadow(models: string, model: Shadowed, version: string | undefined, isOff: boolean): Promise<Outcome> {
  if (isOff === (version !== undefined))
    throw new AttuneError("ATTUNE_USAGE", "name a version, or say --off to end what scores in the shadow");
  const store = denseStore(models, model);
  const before = await store.shadow();
  await store.setShadow(version);
  return {
    fields: { model, shadow: version ?? null, before: before ?? null },
    lines: [`${model}, in the shadow: ${before ?? "none"} -> ${version ?? "none"}`],
  };
}
