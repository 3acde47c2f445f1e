import { LRUCache } from "lru-cache";
import { AttuneError, isAttuneError } from "../../domain/errors.js";
import type { ScoringModel, ScoringPin } from "../../domain/scoring.js";
import { checkAgainstTensorflow, type DenseModel, denseStore } from "../../models/dense/index.js";
import { type PurchaseTimingVersion, purchaseTimingStore } from "../../models/purchase-timing/index.js";
import { pinOf, type ScoringPlace } from "../../worker/scoring-in-force.js";
import type { ScoringPins } from "../../worker/scoring-refresh.js";

/** A version of a model. */
export interface NamedModel {
  readonly model: ScoringModel;
  readonly version: string;
}

/** A version as it was read and checked: plain data that goes to any thread, its weights in shared memory. */
export type SharedModel =
  | { readonly model: "intent" | "propensity"; readonly dense: DenseModel }
  | { readonly model: "purchase-timing"; readonly timing: PurchaseTimingVersion };

/** Versions kept ready: of each model the current one, its shadow and the one before. Whoever scores with another one holds it, and asks for it no more. */
const VERSIONS_READY = 9;

/** Each once. */
export function modelsOf({ current, shadow }: ScoringPin): NamedModel[] {
  const named = [...Object.entries(current), ...Object.entries(shadow)] as [ScoringModel, string][];
  return [...new Map(named.map(([model, version]) => [`${model}/${version}`, { model, version }])).values()];
}

/** Whatever keeps a version from scoring is that version's failing: it ends nobody, and what was in force stays. */
export function unopened({ model, version }: NamedModel, error: unknown): AttuneError {
  if (isAttuneError(error)) return error;
  return new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `${model} ${version}: ${String(error)}`, { cause: error });
}

/** The one copy of scoring models in a process: it reads them from their folder, and lets nobody have one that it hasn't checked. */
export class ScoringKeeper implements ScoringPins {
  readonly #dense;
  readonly #timing;
  readonly #ready = new LRUCache<string, Promise<SharedModel>>({ max: VERSIONS_READY });

  /** @param models the models folder */
  constructor(models: string) {
    this.#dense = { intent: denseStore(models, "intent"), propensity: denseStore(models, "propensity") };
    this.#timing = purchaseTimingStore(models);
  }

  /** What is promoted now, and what is in its shadow. @throws AttuneError ATTUNE_MODEL_UNAVAILABLE: the folder can't be read */
  async current(): Promise<ScoringPin> {
    const { intent, propensity } = this.#dense;
    const places = await Promise.all([
      placeOf("current", "intent", intent.current()),
      placeOf("shadow", "intent", intent.shadow()),
      placeOf("current", "propensity", propensity.current()),
      placeOf("shadow", "propensity", propensity.shadow()),
      placeOf("current", "purchase-timing", this.#timing.current()),
    ]);
    return pinOf(places.flat());
  }

  /** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID | ATTUNE_TENSORFLOW_UNAVAILABLE */
  async shared({ model, version }: NamedModel): Promise<SharedModel> {
    const name = `${model}/${version}`;
    const ready = this.#ready.get(name);
    if (ready !== undefined) return ready;
    const made = this.#make({ model, version }).catch((error: unknown) => {
      throw unopened({ model, version }, error);
    });
    this.#ready.set(name, made);
    // Who asks for it again may find it put right.
    made.catch(() => this.#ready.delete(name));
    return made;
  }

  async prepare(pin: ScoringPin): Promise<void> {
    for (const named of modelsOf(pin)) await this.shared(named);
  }

  /** Somebody is erased: takes away what unfinished trainings keep of people's rows. Resolves to whether there was anything. */
  async forget(): Promise<boolean> {
    const { intent, propensity } = this.#dense;
    const found = [await intent.forget(), await propensity.forget()];
    return found.some((count) => count > 0);
  }

  async #make({ model, version }: NamedModel): Promise<SharedModel> {
    if (model === "purchase-timing") return { model, timing: await this.#timing.load(version) };
    const dense = await this.#dense[model].load(version);
    await checkAgainstTensorflow(dense);
    return { model, dense };
  }
}

async function placeOf(
  side: ScoringPlace["side"],
  model: ScoringModel,
  named: Promise<string | undefined>,
): Promise<ScoringPlace[]> {
  const version = await named;
  return version === undefined ? [] : [{ side, model, version }];
}
