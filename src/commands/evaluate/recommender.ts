import { writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { buildEngineContext } from "../../config/index.js";
import { type Evaluation, PROTOCOLS } from "../../training/evaluate/evaluation.js";
import { evaluationLines } from "./recommender-lines.js";
import { filesWritten, NOT_MEASURED } from "./outcome.js";
import type { ProtocolOptions } from "./protocol.js";
import { withSource } from "./source.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withModels,
  withServers,
} from "../options.js";
import { Phases } from "../phases.js";
import { grouped, note, type Outcome, report } from "../report.js";
import { untilStopped } from "../servers.js";
import { type InteractionOptions, readInteractions, withInteractions } from "../train/interactions.js";
import { readRecipe } from "../train/recipe-file.js";

interface EvaluateOptions extends ServerOptions, InteractionOptions, JsonOption, ProtocolOptions {
  readonly models?: string;
  readonly recipe?: string;
  readonly report?: string;
  readonly writeRecipe?: string;
}

/** `attune evaluate recommender`: by default each event foreseen before it is learnt from. */
export function evaluateRecommenderCommand(): Command {
  const command = createCommand("recommender", "Measure the recommender on the log or on a file", [
    "attune evaluate recommender --report report.html",
    "attune evaluate recommender --data u.data --preset movielens --json",
    "attune evaluate recommender --data UserBehavior.csv --preset taobao --repeats --retrain 1",
    "attune evaluate recommender --data ratings.dat --preset movietweetings --search 12 --write-recipe my-recipe.yaml",
    "attune evaluate recommender --protocol sampled-99 --data ml-1m.train.rating --preset ncf --negatives ml-1m.test.negative",
    "attune evaluate recommender --protocol sessions --data yoochoose.csv --preset sessions",
  ]);
  withInteractions(withModels(withServers(command)))
    .addOption(new Option("--protocol <name>", "how it is measured").choices(PROTOCOLS).default("prequential"))
    .option("--negatives <file>", "sampled-99: NCF's test file, (user,item) and its negatives between tabs")
    .option("--split <share>", "before the cut; stratified: of everybody's (default: 0.8, stratified 0.75)", share)
    .option("--validation <share>", "right before the cut, for choosing settings", share, 0.1)
    .option("--recipe <file>", "how it is trained (default: recommender/recipe.yaml in the models folder)")
    .option("--retrain <days>", "prequential: train anew in the test after so many days of it", days)
    .option("--repeats", "prequential: what the person met before may be recommended again (shops; not films)")
    .addOption(
      new Option("--catalogue <known>", "prequential: items are known once somebody met them, or all from the start")
        .choices(["seen", "all"])
        .default("seen"),
    )
    .option("--windows <n>", "sessions: windows of equal time", wholeNumber(1, 100), 5)
    .option("--search <n>", "try so many recipes for each signal on the validation part first", wholeNumber(0, 500), 0)
    .option("--cases <n>", "score at most so many test cases, a seeded sample (default: all)", wholeNumber(1, 1e9))
    .option(
      "--validation-cases <n>",
      "choose on at most so many (default: 1500, fewer with a large catalogue)",
      wholeNumber(1, 1e9),
    )
    .option("--seed <n>", "of training, samples and splits", wholeNumber(0, 2 ** 31), 1)
    .option("--seeds <n>", "repeat with so many seeds in all", wholeNumber(1, 100), 1)
    .option("--threads <n>", "for training (default: as many as there are cores)", wholeNumber(1, 64))
    .option("--report <file>", "write an HTML report with plots")
    .option("--write-recipe <file>", "write what was chosen as a recipe");
  return withJson(command)
    .addHelpText(
      "after",
      `
prequential is the protocol to go by: one cut in time, settings chosen before it, every later event foreseen before it is applied, by the code that
serves, from profiles that the engine makes, among all items. leave-one-out, sampled-99 and stratified look into the future of others and are there
to compare with papers. --data takes a file too, or a folder that holds u.data, ratings.dat or UserBehavior.csv.`,
    )
    .action((options: EvaluateOptions) => report(options, () => evaluate(withSource(options))));
}

async function evaluate(options: EvaluateOptions): Promise<Outcome> {
  const started = performance.now();
  const configuration = configurationOf(options);
  const { recipe, from } = readRecipe(options.recipe, configuration.models);
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  // Loaded when needed: other commands start faster.
  const [{ runProtocol }, { recommenderReport }, { recipeText }] = await Promise.all([
    import("./protocol.js"),
    import("../../training/report/recommender-report.js"),
    import("../../training/recommender/recipe-text.js"),
  ]);
  try {
    const { interactions } = await readInteractions(options, configuration, stop.signal);
    note(
      `${grouped(interactions.count)} interactions of ${grouped(interactions.people.length)} people with ${grouped(interactions.items.length)} items; ${from}`,
    );
    const parts = { context: buildEngineContext(configuration), recipe, signal: stop.signal, phases };
    const { evaluation, recipe: chosen, trials = [] } = await runProtocol(interactions, options, parts);
    phases.stop();
    if (options.report !== undefined) writeFileSync(options.report, recommenderReport(evaluation));
    if (options.writeRecipe !== undefined)
      writeFileSync(options.writeRecipe, recipeText(chosen, commentOf(evaluation)));
    const seconds = Math.round(performance.now() - started) / 1_000;
    return {
      fields: { ...evaluation, ...(trials.length === 0 ? {} : { trials }), seconds },
      lines: [...evaluationLines(evaluation), ...filesWritten(options)],
    };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return NOT_MEASURED;
  } finally {
    phases.stop();
  }
}

function commentOf({ data, protocol, split, seed }: Evaluation): string {
  return `Chosen for ${data.source} by attune evaluate recommender --protocol ${protocol} --seed ${seed}.\n${split}`;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < 1) return value;
  throw new InvalidArgumentError("It must be between 0 and 1.");
}

function days(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value <= 3_660) return value;
  throw new InvalidArgumentError("It must be a number of days above 0.");
}
