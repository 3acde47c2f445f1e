import type { Command } from "commander";
import { type RecommendationJson, Recommendations, TasteReader } from "../api/index.js";
import { ServingKeeper } from "../app/serving/keeper.js";
import { PresentRecommender } from "../app/serving/present-recommender.js";
import type { Configuration } from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import { isPersonKey, type PersonKey } from "../domain/person.js";
import { MOST_RECOMMENDED } from "../domain/recommendation.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withModels,
  withServers,
} from "./options.js";
import { recommendationLines } from "./recommendation-lines.js";
import { note, type Outcome, report, safeText } from "./report.js";
import { withEngine } from "./with-engine.js";

interface RecommendOptions extends ServerOptions, JsonOption {
  readonly models?: string;
  readonly scenario: string;
  readonly count: number;
  readonly item?: string[];
}

const MOST_ITEMS = 50;

/** `attune recommend <person>`: what the API would answer now. */
export function recommendCommand(): Command {
  const command = createCommand("recommend", "Show what a person would be recommended now, and why", [
    "attune recommend u:ada",
    "attune recommend a:5f1c2d --scenario also-bought --item lamp -n 5",
    "attune recommend u:ada --json",
  ])
    .argument("<person>", "u:<userId> or a:<anonymousId>")
    .option("--scenario <name>", "one of recommendations.yaml, or built in", "for-you")
    .option("-n, --count <number>", "how many items", wholeNumber(1, MOST_RECOMMENDED), 10)
    .option("--item <id>", "what it is about, e.g. the item on the page; may be repeated", collect);
  return withJson(withModels(withServers(command))).action((person: string, options: RecommendOptions) =>
    report(options, () => recommend(person, options)),
  );
}

async function recommend(person: string, options: RecommendOptions): Promise<Outcome> {
  if (!isPersonKey(person))
    throw new AttuneError("ATTUNE_USAGE", `"${person}" is no person: u:<userId>, a:<anonymousId>`);
  const answer = await answerTo(person, options, configurationOf(options));
  const { profile } = answer;
  const known = profile?.found === true ? `, as of ${profile.time ?? "never"}` : ": nothing is known of them";
  return {
    fields: { person, ...answer },
    lines: [`For ${safeText(person)}${known}`, ...recommendationLines(answer)],
  };
}

async function answerTo(
  person: PersonKey,
  { scenario, count, item }: RecommendOptions,
  configuration: Configuration,
): Promise<RecommendationJson> {
  return withEngine(configuration, "read", "records", async ({ log, state, context, engine }) => {
    const policy = context.recommendations;
    const keeper = new ServingKeeper(log, configuration.models);
    const present = new PresentRecommender(keeper, policy);
    await present.refresh();
    const recommendations = new Recommendations({
      tastes: new TasteReader({ state, partitions: log.partitions, engine, context }),
      scenarios: policy.scenarios,
      recommender: () => present.now,
      now: Date.now,
    });
    const frame = { scenario, n: count, ...(item === undefined ? {} : { item }) };
    const question = { person, recent: [], frames: [frame], distinct: false, isPublic: false };
    const [answer] = await recommendations.answer(question);
    if (answer === undefined) throw new AttuneError("ATTUNE_UNEXPECTED", "one question had no answer");
    if (answer.items.length === 0)
      note("the catalogue has nothing to show: attune items import, or PUT /v1/items/<id>");
    return answer;
  });
}

function collect(id: string, before: readonly string[] = []): string[] {
  if (before.length >= MOST_ITEMS) throw new AttuneError("ATTUNE_USAGE", `more than ${MOST_ITEMS} items`);
  return [...before, id];
}
