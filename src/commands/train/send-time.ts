import { type Command, Option } from "commander";
import { buildEngineContext, readSendTimeRecipe } from "../../config/index.js";
import { AttuneError, isAttuneError } from "../../domain/errors.js";
import type { SendTimeRecipe } from "../../domain/timing.js";
import { isZone } from "../../domain/zone.js";
import { sendTimeStore } from "../../models/send-time/index.js";
import { FOLDER_RECIPE } from "../../training/promotion/in-force.js";
import { sendTimeLines } from "../evaluate/send-time-lines.js";
import { promoteTrained } from "../model-versions/promote-trained.js";
import {
  configurationForModels,
  createCommand,
  type JsonOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withModels,
  withServers,
} from "../options.js";
import { Phases } from "../phases.js";
import { note, type Outcome, report } from "../report.js";
import { untilStopped } from "../servers.js";
import { timeOption } from "./interactions.js";
import { readSendTimeSigns, SIGN_KINDS, type SignsOptions } from "./send-time-signs.js";
import { NOT_SAVED } from "./not-saved.js";

interface SendTimeOptions extends ServerOptions, SignsOptions, JsonOption {
  readonly models?: string;
  readonly zone?: string;
  readonly least: number;
  readonly leastPeople: number;
  readonly seed: number;
  readonly promote?: boolean;
  readonly keep: number;
}

/** `attune train send-time`: the recipe by which signs of attention become hours' rates. */
export function trainSendTimeCommand(): Command {
  const command = createCommand("send-time", "Choose the send-time recipe on the log or on a file, as a new version", [
    "attune train send-time --kind click",
    "attune train send-time --from opens.csv --zone Europe/Brussels --promote",
    "attune train send-time --from orders.csv.gz --columns CustomerID,InvoiceDate --kind purchase --json",
  ])
    .option("--from <source>", "log, or delimited text, gzip or not: a row says who and when (user_id,opened)", "log")
    .option("--until <time>", "only what happened before: ISO 8601 or Unix time; of the log", timeOption)
    .addOption(new Option("--kind <sign>", "what counts as a sign of attention").choices(SIGN_KINDS).default("open"))
    .option("--zone <zone>", "the zone whose clock people live by (default: the shop's; of a file UTC)")
    .option("--columns <user,time>", "of a file: their names in the header, or numbers from 1")
    .option("--delimiter <text>", 'of a file: what stands between columns, or "tab"')
    .option("--least <n>", "people with so many signs or more", wholeNumber(5, 1e6), 10)
    .option("--least-people <n>", "with fewer of them nothing is saved", wholeNumber(2, 1e9), 50)
    .option("--seed <n>", "of samples and the bootstrap", wholeNumber(0, 2 ** 31), 1)
    .option("--promote", "make it the current version, unless it is worse than the one in force")
    .option("--keep <n>", "versions kept, beside the current one and the one before", wholeNumber(1, 1_000), 10);
  return withJson(withModels(withServers(command)))
    .addHelpText(
      "after",
      `
The recipe is chosen on the first 80 % of each person's signs, on folds in time; on the rest it is measured beside the one in force, with an interval over
people. A version that is worse beyond it is saved and not promoted. attune up reads the promoted recipe when it starts.`,
    )
    .action((options: SendTimeOptions) => report(options, () => train(options)));
}

async function train(options: SendTimeOptions): Promise<Outcome> {
  const started = performance.now();
  const configuration = configurationForModels(options);
  const zone = options.zone ?? (options.from === "log" ? buildEngineContext(configuration).zone : "UTC");
  if (!isZone(zone)) throw new AttuneError("ATTUNE_USAGE", `--zone: there is no time zone "${zone}"`);
  const store = sendTimeStore(configuration.models);
  const beside = recipeInForce(configuration.models, await store.current());
  const { trainSendTime } = await import("../../training/send-time/index.js");
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  const version = await store.begin();
  try {
    const onProgress = (phase: string, done: number, total: number): void => phases.show(phase, done, total);
    const { signs, source } = await readSendTimeSigns(options, configuration, zone, {
      onProgress,
      signal: stop.signal,
    });
    const { model, evaluation } = await trainSendTime(signs, {
      ...{ version, source, zone, recipe: beside.recipe, onProgress, signal: stop.signal },
      ...{ kind: options.kind, least: options.least, leastPeople: options.leastPeople, seed: options.seed },
      beside,
    });
    phases.stop();
    const { sendTimeReport } = await import("../../training/report/send-time-report.js");
    await store.save(model, { report: sendTimeReport(evaluation) });
    const promoted = await promoteTrained(store, {
      model: "send-time",
      manifest: model.manifest,
      isWanted: options.promote === true,
    });
    const deleted = await store.prune(options.keep);
    const seconds = Math.round(performance.now() - started) / 1_000;
    const { files: _files, ...facts } = model.manifest;
    return {
      fields: { ...facts, ...promoted.fields, deleted, folder: store.versionFolder(version), seconds },
      lines: [...sendTimeLines(evaluation), "", `version ${version}`, ...promoted.lines],
      exitCode: promoted.exitCode,
    };
  } catch (error) {
    await store.abandon(version);
    if (!stop.signal.aborted) throw error;
    return NOT_SAVED;
  } finally {
    phases.stop();
  }
}

/** What a new recipe is measured beside. A promoted one that can't be read stops every other command: here it is passed over, so that another can be made. */
function recipeInForce(
  models: string,
  current: string | undefined,
): { readonly name: string; readonly recipe: SendTimeRecipe } {
  try {
    return { name: current ?? FOLDER_RECIPE, recipe: readSendTimeRecipe(models) };
  } catch (error) {
    if (current === undefined || !isAttuneError(error)) throw error;
    note(`version ${current} can't be read, so that the new one is measured beside ${FOLDER_RECIPE}: ${error.message}`);
    return { name: FOLDER_RECIPE, recipe: readSendTimeRecipe(models, { passesOverSendTime: true }) };
  }
}
