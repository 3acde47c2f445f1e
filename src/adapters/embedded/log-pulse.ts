/** Polling: often while records come, seldom while none does. Other processes can only be noticed by looking. */
const SHORTEST_MS = 2;
const LONGEST_MS = 20;

interface Waiter {
  /** Whether it has what it waits for; may throw. */
  check(): boolean;
  resolve(): void;
  reject(error: unknown): void;
  readonly timeout: ReturnType<typeof setTimeout>;
}

/**
 * Wakes the readers of one log handle that wait for records: when told (this process appended), and by looking itself (another
 * process did). One timer for all of them, none while nobody waits. A pending wait keeps the process alive until its timeout,
 * as a wait on a server's socket would; nothing else here does.
 */
export class LogPulse {
  readonly #refresh: () => void;
  readonly #waiters = new Set<Waiter>();
  #delay = SHORTEST_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `refresh` lets the checks see what others have committed. */
  constructor(refresh: () => void) {
    this.#refresh = refresh;
  }

  /** Resolves when `check` says so, or after `timeoutMs`. `cancel` ends the wait early. */
  wait(check: () => boolean, timeoutMs: number): { done: Promise<void>; cancel(): void } {
    let cancel = (): void => undefined;
    const done = new Promise<void>((resolve, reject) => {
      const end = (): void => {
        this.#end(waiter);
        resolve();
      };
      const waiter: Waiter = { check, resolve, reject, timeout: setTimeout(end, timeoutMs) };
      cancel = end;
      this.#waiters.add(waiter);
      this.#schedule();
    });
    return { done, cancel: () => cancel() };
  }

  /** Something was appended. */
  wake(): void {
    this.#delay = SHORTEST_MS;
    this.#look();
  }

  #end(waiter: Waiter): void {
    clearTimeout(waiter.timeout);
    this.#waiters.delete(waiter);
    if (this.#waiters.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#waiters.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#delay = Math.min(this.#delay * 1.5, LONGEST_MS);
      this.#look();
      this.#schedule();
    }, this.#delay);
    this.#timer.unref();
  }

  #look(): void {
    if (this.#waiters.size === 0) return;
    this.#refresh();
    for (const waiter of this.#waiters) {
      try {
        if (!waiter.check()) continue;
        this.#delay = SHORTEST_MS;
        waiter.resolve();
      } catch (error) {
        waiter.reject(error);
      }
      this.#end(waiter);
    }
  }
}
