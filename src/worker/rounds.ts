export interface RoundsParts {
  /** How often, ms; 0 = never. */
  readonly everyMs: number;
  /** Whether it is this process' turn: it owns the first partition. */
  isOurs(): boolean;
  round(): Promise<void>;
  onFailure(error: unknown): void;
}

/** Does something now and then, one round at a time; a failed round is told and left to the next one. */
export class Rounds {
  readonly #parts: RoundsParts;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;

  constructor(parts: RoundsParts) {
    this.#parts = parts;
  }

  start(): void {
    const { everyMs } = this.#parts;
    if (everyMs > 0) this.#timer = setInterval(() => this.#tick(), everyMs);
  }

  /** A round at once, after the one that is running. */
  async now(): Promise<void> {
    await this.#round;
    this.#tick();
    await this.#round;
  }

  /** Resolves when no round is running any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#round;
  }

  #tick(): void {
    const { isOurs, round, onFailure } = this.#parts;
    if (this.#round !== undefined || !isOurs()) return;
    this.#round = round()
      .catch(onFailure)
      .finally(() => (this.#round = undefined));
  }
}
