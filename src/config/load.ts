import { AttuneError } from "../domain/errors.js";
import type { SendTimeRecipe } from "../domain/timing.js";
import { addressProblem, type AddressKind } from "./addresses.js";
import { createCheck } from "./check.js";
import { crossCheck } from "./checks/cross-check.js";
import { checkEach } from "./checks/each-file.js";
import type { Configuration } from "./configuration.js";
import { readCodes } from "./coupon-codes.js";
import { normalise } from "./normalise/settings.js";
import { recipeOf } from "./normalise/timing.js";
import { overridesOf, type Overrides } from "./overrides.js";
import { type ConfigProblem, problem, problemLine } from "./problems.js";
import { actionFiles, readChecked, type Reading } from "./read.js";
import { type ActionFile, actionSchema } from "./schema/action.js";
import { type AttuneFile, attuneSchema } from "./schema/attune.js";
import { type CouponsFile, couponsSchema } from "./schema/coupons.js";
import { type ExperimentsFile, experimentsSchema } from "./schema/experiments.js";
import { type LoyaltyFile, loyaltySchema } from "./schema/loyalty.js";
import { type PoliciesFile, policiesSchema } from "./schema/policies.js";
import { type RecommendationsFile, recommendationsSchema } from "./schema/recommendations.js";
import { type SegmentsFile, segmentsSchema } from "./schema/segments.js";
import { type SendTimeFile, sendTimeSchema } from "./schema/timing.js";
import { FOLDER_PLACE, sendTimePlace } from "./send-time-file.js";
import type { PartialSources, Source, Sources } from "./sources.js";
import { readTemplates } from "./templates.js";
import type { Environment } from "./yaml-file.js";

/**
 * Reads a configuration: a folder with attune.yaml, actions/*.yaml and, where they are needed, segments, policies, experiments, loyalty,
 * coupons and recommendations. Collects every mistake with its place instead of stopping at the first. It must never start anything: what it returns is data.
 */

export type LoadResult =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly errors: readonly ConfigProblem[] };

export interface LoadOptions {
  /** What ${NAME} and the ATTUNE_* overrides are read from; the process' environment by default. */
  readonly environment?: Environment;
  /** Stronger than the environment's, which are stronger than the file's. */
  readonly overrides?: Overrides;
  /** The promoted send-time recipe isn't read, the models folder's own counts: for what must work where the promoted one is broken. */
  readonly passesOverSendTime?: boolean;
}

const checkSettings = createCheck<AttuneFile>(attuneSchema);
const checkAction = createCheck<ActionFile>(actionSchema);
const checkSegments = createCheck<SegmentsFile>(segmentsSchema);
const checkPolicies = createCheck<PoliciesFile>(policiesSchema);
const checkExperiments = createCheck<ExperimentsFile>(experimentsSchema);
const checkLoyalty = createCheck<LoyaltyFile>(loyaltySchema);
const checkCoupons = createCheck<CouponsFile>(couponsSchema);
const checkSendTime = createCheck<SendTimeFile>(sendTimeSchema);
const checkRecommendations = createCheck<RecommendationsFile>(recommendationsSchema);

export function loadConfiguration(folder: string, options: LoadOptions = {}): LoadResult {
  const environment = options.environment ?? process.env;
  const errors: ConfigProblem[] = [];

  const overrides = { ...overridesOf(environment, errors), ...options.overrides };
  const sources = readSources({ folder, environment, errors }, overrides, options.passesOverSendTime);
  errors.push(...checkEach(sources));
  errors.push(...addressProblems(overrides));
  // What one file says of another can be judged when all could be read.
  const all = isComplete(sources) ? sources : undefined;
  if (all !== undefined) errors.push(...crossCheck(all, overrides.partitions ?? all.settings.value.partitions));

  if (all === undefined || errors.length > 0) return { ok: false, errors: sorted(errors) };
  return { ok: true, configuration: normalise(folder, all, overrides) };
}

/** @throws AttuneError ATTUNE_CONFIG_INVALID with every mistake in its message and the first one's place */
export function requireConfiguration(folder: string, options: LoadOptions = {}): Configuration {
  const result = loadConfiguration(folder, options);
  if (result.ok) return result.configuration;
  throw invalid(result.errors);
}

function invalid(errors: readonly ConfigProblem[]): AttuneError {
  const [first] = errors;
  const message = errors.map(problemLine).join("\n");
  return new AttuneError("ATTUNE_CONFIG_INVALID", message, first === undefined ? {} : { place: first });
}

function readSources(reading: Reading, overrides: Overrides, passesOverSendTime = false): PartialSources {
  const { folder, errors } = reading;
  const settings = readChecked("attune.yaml", checkSettings, reading, "required");
  const names = actionFiles(reading);
  const actions = names.flatMap((name) => readChecked(name, checkAction, reading, "required") ?? []);
  const coupons = readChecked("coupons.yaml", checkCoupons, reading, "optional");
  return {
    settings,
    actions,
    isEveryActionRead: actions.length === names.length,
    segments: readChecked("segments.yaml", checkSegments, reading, "optional"),
    policies: readChecked("policies.yaml", checkPolicies, reading, "optional"),
    experiments: readChecked("experiments.yaml", checkExperiments, reading, "optional"),
    loyalty: readChecked("loyalty.yaml", checkLoyalty, reading, "optional"),
    coupons,
    recommendations: readChecked("recommendations.yaml", checkRecommendations, reading, "optional"),
    sendTime: readSendTime(overrides.models ?? settings?.value.models ?? "models", reading, passesOverSendTime),
    templates: readTemplates(folder, errors),
    codes: coupons === undefined ? undefined : readCodes(coupons, folder, errors),
  };
}

/** The send-time model's parameters lie with the models. */
function readSendTime(models: string, outer: Reading, isPassedOver: boolean): Source<SendTimeFile> | undefined {
  const reading = { ...outer, folder: models };
  const place = isPassedOver ? FOLDER_PLACE : sendTimePlace(reading);
  return place === undefined ? undefined : readChecked(place.file, checkSendTime, reading, place.need);
}

/** @throws AttuneError ATTUNE_CONFIG_INVALID with every mistake */
export function readSendTimeRecipe(
  models: string,
  { passesOverSendTime = false }: Pick<LoadOptions, "passesOverSendTime"> = {},
): SendTimeRecipe {
  const errors: ConfigProblem[] = [];
  const source = readSendTime(models, { folder: models, environment: process.env, errors }, passesOverSendTime);
  if (source === undefined || errors.length > 0) throw invalid(errors);
  return recipeOf(source.value);
}

function isComplete(sources: PartialSources): sources is PartialSources & Sources {
  return sources.isEveryActionRead && Object.values(sources).every((source) => source !== undefined);
}

function addressProblems(overrides: Overrides): ConfigProblem[] {
  return (["log", "state"] as const satisfies AddressKind[]).flatMap((kind) => {
    const address = overrides[kind];
    const wrong = address === undefined ? undefined : addressProblem(kind, address);
    const file = `--${kind} or ATTUNE_${kind.toUpperCase()}`;
    return wrong === undefined ? [] : [problem("ATTUNE_CONFIG_URL", { file, line: 1, column: 1 }, wrong)];
  });
}

function sorted(errors: readonly ConfigProblem[]): ConfigProblem[] {
  return errors.toSorted((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}
