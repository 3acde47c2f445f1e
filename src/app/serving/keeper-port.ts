import type { MessagePort } from "node:worker_threads";
import { AttuneError } from "../../domain/errors.js";
import type { ScoringPin } from "../../domain/scoring.js";
import type { ServingPin } from "../../domain/serving.js";
import type { ScoringPins } from "../../worker/scoring-refresh.js";
import type { PinSource, Present } from "../../worker/serving-refresh.js";
import { modelsOf, type NamedModel, type SharedModel } from "../scoring/scoring-keeper.js";
import type { SharedServing } from "./keeper.js";
import type { Answer, Question } from "./messages.js";

type Waiting = { resolve(value: unknown): void; reject(error: Error): void };
type Unnumbered<Q> = Q extends Question ? Omit<Q, "id"> : never;

/** The keeper as another thread sees it: asked over a port. */
export class KeeperPort implements PinSource {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #isClosed = false;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (answer: Answer) => this.#heard(answer));
    port.on("close", () => this.#closed());
  }

  /** @throws what ServingKeeper.current does */
  async current(): Promise<Present> {
    return (await this.#ask({ kind: "current" })) as Present;
  }

  /** @throws what ServingKeeper.shared does */
  async shared(pin: ServingPin): Promise<SharedServing> {
    return (await this.#ask({ kind: "serve", pin })) as SharedServing;
  }

  async prepare(pin: ServingPin): Promise<void> {
    await this.shared(pin);
  }

  /** The scoring models. */
  readonly scoring: ScoringPins & { shared(model: NamedModel): Promise<SharedModel> } = {
    current: async () => (await this.#ask({ kind: "scoring" })) as ScoringPin,
    shared: async (model) => (await this.#ask({ kind: "score", model })) as SharedModel,
    prepare: async (pin) => {
      for (const model of modelsOf(pin)) await this.scoring.shared(model);
    },
  };

  async forget(person: string): Promise<void> {
    await this.#ask({ kind: "forget", person });
  }

  #ask(what: Unnumbered<Question>): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(gone());
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ id, ...what } satisfies Question);
    });
  }

  #heard(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("error" in answer) waiting?.reject(new AttuneError(answer.error.code, answer.error.message));
    else waiting?.resolve(answer.value);
  }

  #closed(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(gone());
    this.#waiting.clear();
  }
}

function gone(): AttuneError {
  return new AttuneError("ATTUNE_UNEXPECTED", "who keeps models and catalogue has gone");
}
