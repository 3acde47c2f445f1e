import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Command, Option } from "commander";
import { readSendTimeRecipe } from "../../config/index.js";
import { AttuneError } from "../../domain/errors.js";
import { isZone } from "../../domain/zone.js";
import type { SendTimeEvaluation } from "../../training/send-time/evaluation.js";
import { SEND_TIME_PROTOCOLS, type SendTimeProtocol } from "../../training/send-time/split.js";
import { signsFile } from "./source.js";
import { filesWritten, NOT_MEASURED } from "./outcome.js";
import { sendTimeLines } from "./send-time-lines.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  wholeNumber,
  withConfiguration,
  withJson,
  withModels,
} from "../options.js";
import { Phases } from "../phases.js";
import { grouped, note, type Outcome, report } from "../report.js";
import { untilStopped } from "../servers.js";

const KINDS = ["open", "click", "session", "purchase"] as const;

interface SendTimeOptions extends JsonOption {
  readonly config?: string;
  readonly models?: string;
  readonly data: string;
  readonly zone: string;
  readonly protocol: SendTimeProtocol;
  readonly columns?: string;
  readonly delimiter?: string;
  readonly kind: (typeof KINDS)[number];
  readonly least: number;
  readonly search?: boolean;
  readonly seed: number;
  readonly report?: string;
  readonly writeRecipe?: string;
}

/** `attune evaluate send-time`: how often a held-out open falls into the hours that the model would have chosen. */
export function evaluateSendTimeCommand(): Command {
  const command = createCommand("send-time", "Measure the send-time model on when people opened, came or bought", [
    "attune evaluate send-time --data opens.csv",
    "attune evaluate send-time --data opens.csv --zone Europe/Brussels --report report.html",
    "attune evaluate send-time --data orders.csv.gz --columns CustomerID,InvoiceDate --kind purchase --json",
    "attune evaluate send-time --data opens.csv --search --write-recipe models/send-time/recipe.yaml",
  ])
    .requiredOption("--data <file>", "delimited text, gzip or not: a row says who and when (user_id,opened)")
    .option(
      "--zone <zone>",
      "the zone whose clock people live by, like Europe/Brussels; times without an offset are UTC",
      "UTC",
    )
    .addOption(new Option("--protocol <name>", "how it is measured").choices(SEND_TIME_PROTOCOLS).default("per-person"))
    .option("--columns <user,time>", "their names in the header, or numbers from 1 (default: the header's usual names)")
    .option("--delimiter <text>", 'what stands between columns, or "tab" (default: a comma; of .tsv a tab, of .dat ::)')
    .addOption(
      new Option("--kind <sign>", "what a row is, for its weight in the recipe").choices(KINDS).default("open"),
    )
    .option("--least <n>", "measure people with so many signs or more", wholeNumber(2, 1e6), 10)
    .option("--search", "choose the recipe on the training part first")
    .option("--seed <n>", "of the split at random, samples and the bootstrap", wholeNumber(0, 2 ** 31), 1)
    .option("--report <file>", "write an HTML report with plots")
    .option("--write-recipe <file>", "write the recipe that was measured");
  return withJson(withModels(withConfiguration(command)))
    .addHelpText(
      "after",
      `
Before each held-out sign three hours of its day are chosen; what counts is the share of signs that fall into them: random, everybody's three best hours
(global), the person's own as counted (histogram), and the model that is served (attune), with a bootstrap interval over people.
per-person holds out the last fifth of each person's signs. random-split holds out any fifth and so looks into the future: to compare with others only.`,
    )
    .action((options: SendTimeOptions) => report(options, () => evaluate(options)));
}

async function evaluate(options: SendTimeOptions): Promise<Outcome> {
  const { zone, kind, protocol, least, seed } = options;
  if (!isZone(zone)) throw new AttuneError("ATTUNE_USAGE", `--zone: there is no time zone "${zone}"`);
  const recipe = readSendTimeRecipe(configurationOf(options).models);
  // Loaded when needed: other commands start faster.
  const [training, { sendTimeReport }] = await Promise.all([
    import("../../training/send-time/index.js"),
    import("../../training/report/send-time-report.js"),
  ]);
  const { file, delimiter, columns: said } = signsFile(options);
  const columns = said === undefined ? undefined : training.parseColumns(said);
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  const onProgress = (phase: string, done: number, total: number): void => phases.show(phase, done, total);
  try {
    const reading = {
      signal: stop.signal,
      onProgress: (done: number, total: number) => onProgress("reading", done, total),
    };
    const { signs, read, ignored, rejected } = await training.readSigns(file, { columns, delimiter, zone }, reading);
    phases.stop();
    note(
      `${grouped(read)} rows: ${grouped(signs.count)} different signs of ${grouped(signs.people.length)} people; ${grouped(ignored)} without a person, ${grouped(rejected)} unreadable`,
    );
    const evaluation = await training.evaluateSendTime(signs, {
      ...{ protocol, kind, zone, least, recipe, seed, onProgress },
      source: path.basename(file),
      search: options.search === true,
      signal: stop.signal,
    });
    phases.stop();
    if (options.report !== undefined) writeFileSync(options.report, sendTimeReport(evaluation));
    if (options.writeRecipe !== undefined)
      writeFileSync(options.writeRecipe, training.recipeText(evaluation.recipe, commentOf(evaluation)));
    return {
      fields: { ...evaluation },
      lines: [...sendTimeLines(evaluation), ...filesWritten(options)],
    };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return NOT_MEASURED;
  } finally {
    phases.stop();
  }
}

function commentOf({ data, protocol, kind, trials, seed }: SendTimeEvaluation): string {
  const how = trials === undefined ? "Measured on" : "Chosen on the training part of";
  return `${how} ${data.source} by attune evaluate send-time --protocol ${protocol} --kind ${kind} --seed ${seed}.`;
}
