import { FEATURES, MOST } from "../../domain/arm-features.js";
import { canonicalJson } from "../../domain/canonical-json.js";
import type { EngineContext } from "../../domain/context.js";
import { hash53 } from "../../domain/hash.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { Statistics } from "../../domain/population.js";
import { quintilesOf } from "../../domain/rfm.js";
import { hoursOf } from "./hours-snapshot.js";
import { POSITIVE_KEYS, PRODUCT_KEYS } from "./note-sent.js";
import type { Snapshot } from "./read-population.js";
import { solveRidge } from "./ridge.js";

type Numbers = ReadonlyMap<string, number>;

/**
 * The population snapshot that everybody's statistics add up to, for a ContextEvent: canonical JSON, so that equal statistics give
 * equal bytes. Its version is a hash of all but `time`: equal versions say the same. Only arms that the configuration still has
 * are in it.
 */
export function populationOf(statistics: Statistics, context: EngineContext, time: number): Uint8Array {
  const content: Omit<Snapshot, "time" | "version"> = {
    arms: armsOf(statistics, context),
    channels: channelsOf(statistics.get("channels") ?? new Map()),
    hazards: hazardsOf(statistics.get("hazards") ?? new Map()),
    hours: hoursOf(statistics),
    linear: linearOf(statistics, context),
    rfm: quintilesOf(statistics.get("rfm"), time) ?? null,
  };
  const version = hash53(canonicalJson(content), 31).toString(36);
  return new TextEncoder().encode(canonicalJson({ ...content, time, version } satisfies Snapshot));
}

function armsOf(statistics: Statistics, { actions }: EngineContext): Snapshot["arms"] {
  const arms: Record<string, [number, number]> = {};
  for (const { id, treatments, steps } of actions) {
    const numbers = statistics.get(`arms/${id}`);
    if (numbers === undefined) continue;
    const known = new Set(
      [treatments, ...steps.map((step) => step.treatments)].flat().map((treatment) => treatment.id),
    );
    for (const [key, sent] of numbers) {
      if (!key.endsWith(".sent")) continue;
      const arm = key.slice(0, -".sent".length);
      if (known.has(arm.split("@")[0] ?? "")) arms[`${id}/${arm}`] = pairOf(sent, numbers.get(`${arm}.positive`));
    }
  }
  return arms;
}

function hazardsOf(numbers: Numbers): Snapshot["hazards"] {
  return sentAnd("left", numbers);
}

function channelsOf(numbers: Numbers): Exclude<Snapshot["channels"], undefined> {
  return sentAnd("positive", numbers);
}

/** Pairs of "<name>.sent" and "<name>.<other>". */
function sentAnd(other: "left" | "positive", numbers: Numbers): Record<string, [number, number]> {
  const pairs: Record<string, [number, number]> = {};
  for (const [key, sent] of numbers) {
    if (!key.endsWith(".sent")) continue;
    const name = key.slice(0, -".sent".length);
    pairs[name] = pairOf(sent, numbers.get(`${name}.${other}`));
  }
  return pairs;
}

/** A message that never left may be one of before its channel was counted: what is taken off then was never added. */
function pairOf(sent: number, of = 0): [number, number] {
  return [Math.max(0, sent), Math.max(0, of)];
}

function linearOf(statistics: Statistics, context: EngineContext): Snapshot["linear"] {
  const linear: Record<string, Snapshot["linear"][string]> = {};
  for (const channel of CHANNELS) {
    const numbers = statistics.get(`linear/${channel}`);
    if (numbers !== undefined) linear[channel] = fit(numbers, channel, context);
  }
  return linear;
}

/**
 * A linear probability model over features from 0 to 1 (LinUCB's disjoint model, Li et al. 2010, an arm a channel). The ridge's strength is
 * `priorStrength`: without messages it predicts the channel's prior, and that counts as so many messages.
 */
function fit(numbers: Numbers, channel: Channel, { arbitration }: EngineContext): Snapshot["linear"][string] {
  const products = PRODUCT_KEYS.map((key) => (numbers.get(key) ?? 0) / (MOST * MOST));
  const positives = POSITIVE_KEYS.map((key) => (numbers.get(key) ?? 0) / MOST);
  // The bias is always there: its row of A counts the messages and sums the features.
  const messages = products[0] ?? 0;
  const prior = FEATURES.map((_, at) => (at === 0 ? arbitration.priors[channel] : 0));
  return {
    messages,
    means: FEATURES.map((_, at) => (messages === 0 ? 0 : ((products[at] ?? 0) * MOST) / messages)),
    weights: solveRidge(products, positives, Math.max(1, arbitration.priorStrength), prior),
  };
}
