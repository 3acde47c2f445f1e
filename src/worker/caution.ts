import type { StateStore, Suspicion } from "../ports/state-store.js";

type Notes = Pick<StateStore, "readSuspicion" | "writeSuspicion">;

/**
 * Finds the event that takes its thread or process down, by bisecting. An owner that did not end cleanly leaves a note; its successor
 * starts with batches of one and doubles them at every commit, so each further crash halves the distance to the culprit. A record
 * applied alone is noted beforehand; one that was noted `attempts` times without a commit is the poison.
 */
export class Caution {
  readonly #state: Notes;
  readonly #partition: number;
  readonly #attempts: number;
  /** Records allowed in the next batch. */
  #limit = Number.POSITIVE_INFINITY;
  #noted: Suspicion | undefined;
  /** A record that the watchdog saw at work when it ended the thread: applied alone, without bisecting. */
  #suspect = 0;

  constructor(state: Notes, partition: number, attempts: number) {
    this.#state = state;
    this.#partition = partition;
    this.#attempts = attempts;
  }

  /** Reads the predecessor's note and leaves one's own. */
  async begin(suspect = 0): Promise<void> {
    this.#noted = await this.#state.readSuspicion(this.#partition);
    this.#suspect = suspect;
    if (this.#noted === undefined) await this.#note({ seq: 0, tries: 0 });
    else this.#limit = 1;
  }

  /** How many of the next records, beginning with `seq`, may be applied and committed together. */
  limit(seq: number): number {
    if (this.#suspect > seq) return Math.min(this.#suspect - seq, Math.max(this.#limit, 64));
    return this.#suspect === seq ? 1 : this.#limit;
  }

  get careful(): boolean {
    return this.#limit !== Number.POSITIVE_INFINITY || this.#suspect > 0;
  }

  /** Notes that `seq` is about to be applied alone. True: it was tried often enough and must not be tried again. */
  async condemns(seq: number): Promise<boolean> {
    const tries = this.#noted?.seq === seq ? this.#noted.tries : 0;
    if (tries >= this.#attempts) return true;
    await this.#note({ seq, tries: tries + 1 });
    return false;
  }

  get tries(): number {
    return this.#noted?.tries ?? 0;
  }

  /** A commit went through up to `seq`: trust grows. */
  committed(seq: number, trusted: number): void {
    if (this.#suspect !== 0 && seq >= this.#suspect) this.#suspect = 0;
    if (this.#limit === Number.POSITIVE_INFINITY) return;
    this.#limit *= 2;
    if (this.#limit > trusted) this.#limit = Number.POSITIVE_INFINITY;
  }

  /** A clean end: the successor need not be careful. */
  async end(): Promise<void> {
    await this.#state.writeSuspicion(this.#partition, undefined);
  }

  async #note(suspicion: Suspicion): Promise<void> {
    this.#noted = suspicion;
    await this.#state.writeSuspicion(this.#partition, suspicion);
  }
}
