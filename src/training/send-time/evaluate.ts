import { AttuneError } from "../../domain/errors.js";
import type { SendTimeRecipe } from "../../domain/timing.js";
import { posteriorOf } from "../../engine/timing/model/posterior.js";
import { PeopleBootstrap } from "../evaluate/bootstrap.js";
import { attuneChoice, CHOSEN_HOURS, globalChoice, histogramChoice } from "./choosers.js";
import { missedSigns, type RecipeBeside } from "./compare.js";
import type { SendTimeEvaluation, SharesOfPart } from "./evaluation.js";
import { everyonesEvidence, NO_EVIDENCE } from "./evidence.js";
import { type Case, casesOf, hitsOf, shareOf } from "./score.js";
import type { Signs } from "./signs.js";
import { type Parted, type SendTimeProtocol, splitSigns } from "./split.js";
import { tune } from "./tune.js";

export interface SendTimeOptions {
  readonly source: string;
  readonly protocol: SendTimeProtocol;
  readonly kind: keyof SendTimeRecipe["weights"];
  readonly zone: string;
  readonly least: number;
  readonly recipe: SendTimeRecipe;
  /** Choose the recipe on the training part first. */
  readonly search: boolean;
  /** A recipe in force: the one that is measured is set against it. */
  readonly beside?: RecipeBeside;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (phase: string, done: number, total: number) => void;
}

const TRAIN_SHARE = 0.8;
const BANDS = [
  { name: "1-7", from: 1, until: 8 },
  { name: "8-15", from: 8, until: 16 },
  { name: "16-31", from: 16, until: 32 },
  { name: "32 and more", from: 32, until: Number.POSITIVE_INFINITY },
] as const;

type Hits = Readonly<Record<"global" | "histogram" | "attune", Uint8Array>>;

/**
 * How many held-out signs of attention fall into three hours that are chosen for each person and day beforehand: at random, everybody's, the person's
 * own as counted, and by the model as it is served.
 * @throws AttuneError ATTUNE_INPUT_EMPTY where nobody has signs enough
 */
export async function evaluateSendTime(signs: Signs, options: SendTimeOptions): Promise<SendTimeEvaluation> {
  const started = process.cpuUsage();
  const { protocol, kind, zone, least, seed, onProgress } = options;
  const people = splitSigns(signs, { protocol, trainShare: TRAIN_SHARE, least, seed });
  if (people.length === 0)
    throw new AttuneError(
      "ATTUNE_INPUT_EMPTY",
      `${options.source}: nobody has ${least} signs of attention or more (--least)`,
    );
  const trials = options.search ? await tune(people, options) : [];
  const recipe = { ...options.recipe, ...trials[0]?.settings };
  const choices = {
    global: globalChoice(people),
    histogram: histogramChoice(),
    attune: attuneChoice(people, kind, recipe),
  };
  const names = ["global", "histogram", "attune"] as const;
  const scored = names.map((name, at) => {
    onProgress("choosing hours", at, names.length);
    return [name, hitsOf(people, choices[name])] as const;
  });
  const hits = Object.fromEntries(scored) as Hits;
  const cases = casesOf(people);
  onProgress("bootstrap", 0, 1);
  const bootstrap = new PeopleBootstrap(
    cases.map(({ person }) => person),
    seed,
  );
  const within = (of: Uint8Array) => bootstrap.interval((at) => of[at] as number);
  const { name: _, cases: count, ...shares } = sharesOf("", hits, cases, () => true);
  const evidence = options.beside === undefined ? undefined : missedSigns(people, recipe, options.beside, options);
  const { user, system } = process.cpuUsage(started);
  return {
    ...shares,
    interval: within(hits.attune),
    intervals: { global: within(hits.global), histogram: within(hits.histogram) },
    gain: bootstrap.interval((at) => (hits.attune[at] as number) - (hits.histogram[at] as number)),
    protocol,
    kind,
    zone,
    data: {
      source: options.source,
      people: signs.people.length,
      signs: signs.count,
      from: new Date(signs.from).toISOString(),
      until: new Date(signs.until).toISOString(),
    },
    split: SPLITS[protocol](least),
    people: people.length,
    cases: count,
    apart: sharesOf("the first of their hour", hits, cases, ({ isApart }) => isApart),
    byHistory: BANDS.map(({ name, from, until }) =>
      sharesOf(name, hits, cases, ({ known }) => known >= from && known < until),
    ).filter((part) => part.cases > 0),
    everyone: Array.from(newcomersRates(people, kind, recipe)),
    recipe,
    seed,
    ...(trials.length === 0 ? {} : { trials }),
    ...(evidence === undefined ? {} : { evidence }),
    cpuSeconds: (user + system) / 1e6,
  };
}

const SPLITS: Readonly<Record<SendTimeProtocol, (least: number) => string>> = {
  "per-person": (least) =>
    `The first 80 % of each person's signs train, the others are foreseen; people with ${least} or more.`,
  "random-split": (least) =>
    `A seeded 80 % of each person's signs train, the others are foreseen; people with ${least} or more. It looks into the future.`,
};

function sharesOf(name: string, hits: Hits, cases: readonly Case[], isCounted: (of: Case) => boolean): SharesOfPart {
  const isIn = (at: number): boolean => isCounted(cases[at] as Case);
  return {
    name,
    cases: cases.filter(isCounted).length,
    random: CHOSEN_HOURS / 24,
    global: shareOf(hits.global, isIn),
    histogram: shareOf(hits.histogram, isIn),
    attune: shareOf(hits.attune, isIn),
  };
}

function newcomersRates(
  people: readonly Parted[],
  kind: SendTimeOptions["kind"],
  recipe: SendTimeRecipe,
): ArrayLike<number> {
  const trained = people.map(({ train }) => train);
  const everyone = everyonesEvidence(trained, recipe.weights[kind]);
  return posteriorOf({ everyone, cohort: undefined, own: NO_EVIDENCE }, recipe).rates;
}
