import { LRUCache } from "lru-cache";
import { AttuneError } from "../../domain/errors.js";
import { pinName, type ServingPin } from "../../domain/serving.js";
import type { RecommenderModel } from "../../models/recommender/model.js";
import { ModelStore } from "../../models/recommender/store.js";
import type { EventLog } from "../../ports/event-log.js";
import { CatalogueFold, type SharedCatalogue } from "../../recommend/catalogue/index.js";
import { prepareServing, type SharedModel } from "../../recommend/index.js";
import type { PinSource, Present } from "../../worker/serving-refresh.js";
import { foldOn } from "../catalogue/journal.js";

/** What a pin names, over shared memory: plain data that goes to any thread. */
export interface SharedServing {
  readonly pin: ServingPin;
  /** Of the model's files: it changes when an erased person's sessions are taken out of them. */
  readonly revision: number;
  readonly model: SharedModel;
  readonly catalogue: SharedCatalogue;
}

/** Pins kept ready; whoever works with another one holds its memory, and asks for it no more. */
const PINS_READY = 4;
const MODELS_HELD = 2;

interface Held {
  readonly model: RecommenderModel | undefined;
  readonly revision: number;
}

const NO_MODEL: Held = { model: undefined, revision: 0 };

/**
 * The one copy of model and catalogue in a process. It reads models from their folder and the catalogue from its journal, and hands out shared
 * memory. One thing at a time: whoever asks for what is being made waits for the same.
 */
export class ServingKeeper implements PinSource {
  readonly #log: EventLog;
  readonly #store: ModelStore;
  readonly #ready = new LRUCache<string, Promise<SharedServing>>({ max: PINS_READY });
  readonly #models = new LRUCache<string, Held>({ max: MODELS_HELD });
  /** The newest, and one that replays go forward with. */
  #present = new CatalogueFold();
  #past = new CatalogueFold();
  #turn: Promise<unknown> = Promise.resolve();
  #last: SharedModel | undefined;

  /** @param models the models folder */
  constructor(log: EventLog, models: string) {
    this.#log = log;
    this.#store = new ModelStore(models);
  }

  /** What recommendations should be made of now. */
  async current(): Promise<Present> {
    const [model = "", { last }] = await Promise.all([this.#store.current(), this.#log.bounds("items", 0)]);
    // A version that can't be read is for those who ask for it to tell.
    const revision = await this.#revisionOf(model).catch(() => 0);
    return { pin: { model, catalogue: last }, revision };
  }

  /** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID | ATTUNE_CATALOGUE_GONE */
  async shared(pin: ServingPin): Promise<SharedServing> {
    const revision = await this.#revisionOf(pin.model);
    this.#dropOlder(pin.model, revision);
    const name = `${pinName(pin)}/${revision}`;
    const ready = this.#ready.get(name);
    if (ready !== undefined) return ready;
    const made = this.#turn.then(() => this.#make(pin, revision));
    this.#turn = made.catch(() => undefined);
    this.#ready.set(name, made);
    made.catch(() => this.#ready.delete(name));
    return made;
  }

  async prepare(pin: ServingPin): Promise<void> {
    await this.shared(pin);
  }

  /** Takes out of all versions what they keep of an erased person; resolves to whether there was anything. */
  async forget(personToken: string): Promise<boolean> {
    return (await this.#store.eraseOwner(personToken)).rows > 0;
  }

  /** What was read of a version before somebody was taken out of it: it is not kept for later. */
  #dropOlder(version: string, revision: number): void {
    const held = this.#models.peek(version);
    if (held === undefined || held.revision >= revision) return;
    this.#models.delete(version);
    if (this.#last?.learnt?.version === version) this.#last = undefined;
    const before = pinName({ model: version, catalogue: 0 }).slice(0, -1);
    for (const name of [...this.#ready.keys()]) if (name.startsWith(before)) this.#ready.delete(name);
  }

  async #make(pin: ServingPin, revision: number): Promise<SharedServing> {
    const { model } = await this.#modelOf(pin.model, revision);
    const fold = await this.#foldThrough(pin.catalogue);
    const catalogue = fold.snapshot();
    const shared = preparedFor(pin, () => prepareServing(model, catalogue, this.#last));
    if (fold === this.#present) this.#last = shared;
    return { pin, revision, model: shared, catalogue };
  }

  async #revisionOf(version: string): Promise<number> {
    return version === "" ? 0 : (await this.#store.manifest(version)).erasedSessions;
  }

  async #modelOf(version: string, revision: number): Promise<Held> {
    if (version === "") return NO_MODEL;
    const held = this.#models.get(version);
    if (held !== undefined && held.revision >= revision) return held;
    const model = await this.#store.load(version);
    const loaded = { model, revision: model.manifest.erasedSessions };
    this.#models.set(version, loaded);
    return loaded;
  }

  /** The catalogue as of a place in its journal. @throws AttuneError ATTUNE_CATALOGUE_GONE | ATTUNE_LOG_UNAVAILABLE: nothing came that is there */
  async #foldThrough(position: number): Promise<CatalogueFold> {
    const { first, last } = await this.#log.bounds("items", 0);
    // A log that lost its tail: these places are, or will be, other records'.
    if (last < this.#present.position) [this.#present, this.#last] = [new CatalogueFold(), undefined];
    if (last < this.#past.position) this.#past = new CatalogueFold();
    const isPast = position < this.#present.position;
    if (isPast && position < this.#past.position) this.#past = new CatalogueFold();
    const fold = isPast ? this.#past : this.#present;
    const isCut = fold.position === 0 && position > 0 && first > 1;
    if (isCut || last < position)
      throw new AttuneError("ATTUNE_CATALOGUE_GONE", `the log no longer holds the catalogue through ${position}`);
    await foldOn(this.#log, fold, position);
    if (fold.position < position)
      throw new AttuneError("ATTUNE_LOG_UNAVAILABLE", `the log gives nothing of the catalogue after ${fold.position}`);
    return fold;
  }
}

/** A model that this machine has no room for must not take down whoever is told to work with it. */
function preparedFor(pin: ServingPin, prepare: () => SharedModel): SharedModel {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AttuneError("ATTUNE_MODEL_TOO_LARGE", `${pinName(pin)}: ${error.message}`, { cause: error });
  }
}
