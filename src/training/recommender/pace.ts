/** How long work is watched and ended. */
export interface Watch {
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

const EVERY_MS = 50;

/** Keeps work of one thread answering: every 50 ms it says how far it is, lets the event loop run, and ends if it is told to. */
export class Pace {
  readonly #total: number;
  readonly #watch: Watch;
  #next = performance.now() + EVERY_MS;

  constructor(total: number, watch: Watch = {}) {
    watch.signal?.throwIfAborted();
    this.#total = total;
    this.#watch = watch;
  }

  due(): boolean {
    return performance.now() >= this.#next;
  }

  async pause(done: number): Promise<void> {
    this.#watch.onProgress?.(done, this.#total);
    await new Promise((resolve) => setImmediate(resolve));
    this.#watch.signal?.throwIfAborted();
    this.#next = performance.now() + EVERY_MS;
  }

  end(): void {
    this.#watch.onProgress?.(this.#total, this.#total);
  }
}
