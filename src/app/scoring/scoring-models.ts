import { AttuneError } from "../../domain/errors.js";
import { NO_SCORING, type Scoring, type ScoringPin, type ScoringSource } from "../../domain/scoring.js";
import { intentModelOf, openNetwork, propensityModelOf } from "../../models/dense/index.js";
import { purchaseTimingModelOf } from "../../models/purchase-timing/index.js";
import { Held } from "../held.js";
import { modelsOf, type NamedModel, type SharedModel, unopened } from "./scoring-keeper.js";

/** A model as this thread asks it. */
interface Opened {
  readonly scoring: Pick<Scoring, "intent" | "propensity" | "purchaseTiming">;
  dispose(): void;
}

/** The networks of one thread: its partitions share one for each version, and the last to leave it gives its memory back. */
export class ScoringModels {
  // What never opened has nothing to give back.
  readonly #held = new Held<Promise<Opened>>(
    (opening) => void opening.then((opened) => opened.dispose()).catch(() => {}),
  );

  /** Each partition asks for the version itself: whoever else asked may be given up meanwhile. */
  async take(named: NamedModel, shared: (named: NamedModel) => Promise<SharedModel>): Promise<Opened["scoring"]> {
    const model = await shared(named).catch((error: unknown) => {
      throw unopened(named, error);
    });
    try {
      return (await this.#held.take(nameOf(named), () => open(model))).scoring;
    } catch (error) {
      this.giveBack(named);
      throw unopened(named, error);
    }
  }

  giveBack(named: NamedModel): void {
    this.#held.giveBack(nameOf(named));
  }
}

/** One partition's side, or one command's: it holds what it has resolved until a pin without it has come into force. */
export class KeptScoring implements ScoringSource {
  readonly #shared: (named: NamedModel) => Promise<SharedModel>;
  readonly #models: ScoringModels;
  readonly #taken = new Map<string, NamedModel>();
  #isClosed = false;

  constructor(shared: (named: NamedModel) => Promise<SharedModel>, models: ScoringModels) {
    this.#shared = shared;
    this.#models = models;
  }

  async resolve(pin: ScoringPin): Promise<Scoring> {
    const found = new Map<string, Opened["scoring"]>();
    for (const named of modelsOf(pin)) found.set(nameOf(named), await this.#take(named));
    const { current, shadow } = pin;
    const of = (versions: ScoringPin["current"]): Opened["scoring"] =>
      Object.assign({}, ...modelsOf({ current: versions, shadow: {} }).map((named) => found.get(nameOf(named))));
    return { ...NO_SCORING, ...of(current), pin, shadow: of(shadow) };
  }

  entered(pin: ScoringPin): void {
    const named = new Set(modelsOf(pin).map(nameOf));
    for (const name of [...this.#taken.keys()]) if (!named.has(name)) this.#giveBack(name);
  }

  close(): void {
    this.#isClosed = true;
    for (const name of [...this.#taken.keys()]) this.#giveBack(name);
  }

  async #take(named: NamedModel): Promise<Opened["scoring"]> {
    const scoring = await this.#models.take(named, this.#shared);
    if (this.#isClosed) {
      this.#models.giveBack(named);
      throw new AttuneError("ATTUNE_UNEXPECTED", `whoever asked for ${nameOf(named)} has been given up meanwhile`);
    }
    // It is held once, however often it is asked for.
    if (this.#taken.has(nameOf(named))) this.#models.giveBack(named);
    else this.#taken.set(nameOf(named), named);
    return scoring;
  }

  #giveBack(name: string): void {
    const named = this.#taken.get(name);
    this.#taken.delete(name);
    if (named !== undefined) this.#models.giveBack(named);
  }
}

async function open(shared: SharedModel): Promise<Opened> {
  if (shared.model === "purchase-timing")
    return { scoring: { purchaseTiming: purchaseTimingModelOf(shared.timing) }, dispose() {} };
  const network = await openNetwork(shared.dense);
  const scoring =
    shared.model === "intent"
      ? { intent: intentModelOf(shared.dense, network) }
      : { propensity: propensityModelOf(shared.dense, network) };
  return { scoring, dispose: () => network.dispose() };
}

function nameOf({ model, version }: NamedModel): string {
  return `${model}/${version}`;
}
