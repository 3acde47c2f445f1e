import type { Recommender } from "../domain/recommendation.js";
import type { PresentRecommender } from "./serving/present-recommender.js";

export interface ApiRecommenderParts {
  readonly present: PresentRecommender;
  /** How often what was promoted and declared is looked for, ms; 0: only when told. */
  readonly refreshMs: number;
  readonly onFailure: (error: unknown) => void;
}

/** After a change through this process it is looked for this soon, ms: somebody may be waiting to see it. */
const SOON_MS = 250;
/** Looking takes at most this share of the time. */
const BUSY_SHARE = 0.1;

/** Keeps what the API recommends with up to date: now and then, and soon after a change of the catalogue through this process. */
export class ApiRecommender {
  readonly #parts: ApiRecommenderParts;
  #timer: NodeJS.Timeout | undefined;
  #due = 0;
  #restUntil = 0;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  private constructor(parts: ApiRecommenderParts) {
    this.#parts = parts;
  }

  /** Resolves when there is something to answer with. */
  static async open(parts: ApiRecommenderParts): Promise<ApiRecommender> {
    const opened = new ApiRecommender(parts);
    await opened.refresh();
    opened.#sleep();
    return opened;
  }

  /** To be used at once and not kept. */
  get now(): Recommender {
    return this.#parts.present.now;
  }

  /** Something was changed through this process. */
  refreshSoon(): void {
    this.#wake(SOON_MS);
  }

  /** Looks for what there is, after whoever is looking. What was there stays where that fails; never rejects. */
  async refresh(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#look());
    await this.#turn;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#turn;
  }

  async #look(): Promise<void> {
    const begun = performance.now();
    await this.#parts.present.refresh().catch(this.#parts.onFailure);
    const now = performance.now();
    this.#restUntil = now + (now - begun) / BUSY_SHARE;
  }

  #sleep(): void {
    if (this.#parts.refreshMs > 0) this.#wake(this.#parts.refreshMs);
  }

  /** The earliest of what was asked for counts. */
  #wake(inMs: number): void {
    const now = performance.now();
    const due = Math.max(now + inMs, this.#restUntil);
    if (this.#stopped || (this.#timer !== undefined && this.#due <= due)) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.refresh().then(() => this.#sleep());
    }, due - now);
    this.#timer.unref();
  }
}
