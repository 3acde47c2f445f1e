import { buildEngineContext, type Configuration } from "../../config/index.js";
import { AttuneError } from "../../domain/errors.js";
import { type DenseModel, denseStore } from "../../models/dense/index.js";
import { purchaseTimingStore } from "../../models/purchase-timing/index.js";
import { ModelStore } from "../../models/recommender/store.js";
import { sendTimeStore } from "../../models/send-time/index.js";
import type { Evidence } from "../../models/versions/evidence.js";
import type { IntentRecipe } from "../../training/intent/index.js";
import { configurationOf, type ServerOptions } from "../options.js";
import { Phases } from "../phases.js";
import { untilStopped } from "../servers.js";
import { readIntentRows } from "../train/intent-rows.js";
import { type InteractionOptions, readInteractions } from "../train/interactions.js";
import { readOrders } from "../train/orders.js";
import { readPropensityRows } from "../train/propensity-rows.js";
import { readSendTimeSigns, SIGN_KINDS } from "../train/send-time-signs.js";
import type { ModelName } from "./stores.js";

export interface MeasureOptions extends ServerOptions, InteractionOptions {
  readonly models?: string;
  readonly repeats?: boolean;
  readonly cases?: number;
  readonly seed: number;
}

/** What measuring two versions needs beside their names. */
interface Measuring {
  readonly options: MeasureOptions;
  readonly configuration: Configuration;
  readonly phases: Phases;
  readonly signal: AbortSignal;
}

/**
 * Two versions on the same data, which neither was trained on.
 * @throws AttuneError ATTUNE_EVALUATION_EMPTY where there is too little of it, or the versions foresee different things
 */
export async function measure(
  model: ModelName,
  version: string,
  other: string,
  options: MeasureOptions,
): Promise<Evidence> {
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  try {
    const measuring = { options, configuration: configurationOf(options), phases, signal: stop.signal };
    const evidence = await MEASURES[model](version, other, measuring);
    if (evidence !== undefined) return evidence;
    throw new AttuneError(
      "ATTUNE_EVALUATION_EMPTY",
      `${options.from} holds too little that neither ${version} nor ${other} was trained on, or they foresee different things`,
    );
  } finally {
    phases.stop();
  }
}

type Measure = (version: string, other: string, measuring: Measuring) => Promise<Evidence | undefined>;

const MEASURES: Readonly<Record<ModelName, Measure>> = {
  async recommender(version, other, { options, configuration, phases, signal }) {
    const store = new ModelStore(configuration.models);
    const [ours, theirs] = [await store.load(version), await store.load(other)];
    const { interactions } = await readInteractions(options, configuration, signal);
    const { compareRecommenders } = await import("../../training/promotion/recommender.js");
    return compareRecommenders(interactions, ours, theirs, {
      context: buildEngineContext(configuration),
      repeats: options.repeats === true,
      mostCases: options.cases ?? Number.POSITIVE_INFINITY,
      seed: options.seed,
      onProgress: (done, total) => phases.show("replaying", done, total),
    });
  },

  async intent(version, other, { options, configuration, phases, signal }) {
    const [ours, theirs] = await bothOf("intent", version, other, configuration);
    const { compareDense } = await import("../../training/promotion/dense.js");
    const recipe = ours.manifest.recipe as IntentRecipe;
    const data = await readIntentRows(configuration, { ...options, recipe, signal }, phases);
    return compareDense(ours, theirs, data, options.seed);
  },

  async propensity(version, other, { options, configuration, phases, signal }) {
    onlyOf("log", "propensity", options);
    const [ours, theirs] = await bothOf("propensity", version, other, configuration);
    const { withinMsOf } = await import("../../training/propensity/index.js");
    const { compareDense } = await import("../../training/promotion/dense.js");
    const withinMs = withinMsOf(ours.manifest.recipe as Parameters<typeof withinMsOf>[0]);
    const { until, seed } = options;
    const data = await readPropensityRows(configuration, { withinMs, until, seed, signal }, phases);
    return compareDense(ours, theirs, data, seed);
  },

  async "send-time"(version, other, { options, configuration, phases, signal }) {
    const store = sendTimeStore(configuration.models);
    const [ours, theirs] = [await store.manifest(version), await store.manifest(other)];
    const kind = SIGN_KINDS.find((each) => each === ours.kind) ?? "open";
    const zone = options.from === "log" ? buildEngineContext(configuration).zone : "UTC";
    const onProgress = (phase: string, done: number, total: number): void => phases.show(phase, done, total);
    const { from: source, ...form } = options;
    const read = await readSendTimeSigns({ ...form, from: source, kind }, configuration, zone, { onProgress, signal });
    const { compareSendTime } = await import("../../training/send-time/index.js");
    const beside = { name: other, recipe: theirs.recipe };
    const from = Math.max(ours.until, theirs.until) + 1;
    return compareSendTime(read.signs, ours.recipe, beside, { from, kind, source: read.source, seed: options.seed });
  },

  async "purchase-timing"(version, other, { options, configuration, phases, signal }) {
    const store = purchaseTimingStore(configuration.models);
    const [ours, theirs] = [await store.load(version), await store.load(other)];
    const { data: _folder, preset: _preset, ...source } = options;
    const { orders } = await readOrders(source, configuration, signal, phases);
    const { comparePurchaseTiming } = await import("../../training/promotion/purchase-timing.js");
    const kept = buildEngineContext(configuration).limits.orders;
    return comparePurchaseTiming(orders, ours, theirs, { kept, seed: options.seed });
  },
};

async function bothOf(
  name: "intent" | "propensity",
  version: string,
  other: string,
  { models }: Configuration,
): Promise<readonly [DenseModel, DenseModel]> {
  const store = denseStore(models, name);
  return [await store.load(version), await store.load(other)];
}

function onlyOf(source: string, model: ModelName, { from }: MeasureOptions): void {
  if (from !== source)
    throw new AttuneError("ATTUNE_USAGE", `${model} is measured on the log alone: files hold no messages (--from log)`);
}
