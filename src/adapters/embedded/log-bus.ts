import { randomUUID } from "node:crypto";
import { BroadcastChannel } from "node:worker_threads";
import { AttuneError } from "../../domain/errors.js";

/** What the handles of one log tell each other, across the threads of this process. Nothing of it is stored. */
type Notice =
  | { readonly kind: "appended" }
  | { readonly kind: "reply"; readonly to: string; readonly payload: Uint8Array };

/** At most one notice of appends in this time: readers that are at work look every few ms anyway. */
const QUIET_MS = 2;

interface Pending {
  resolve(payload: Uint8Array): void;
  reject(error: unknown): void;
  readonly timeout: ReturnType<typeof setTimeout>;
}

/**
 * Wakes the readers of this process's other threads, and carries answers to requests. Answers reach this process only: whoever asks
 * (the collector) runs in the same process as the owners when the log is embedded.
 */
export class LogBus {
  readonly #channel: BroadcastChannel;
  readonly #name = randomUUID();
  readonly #onAppended: () => void;
  readonly #pending = new Map<string, Pending>();
  #lastNotice = 0;
  #requests = 0;

  constructor(folder: string, onAppended: () => void) {
    this.#onAppended = onAppended;
    this.#channel = new BroadcastChannel(`attune log ${folder}`);
    this.#channel.onmessage = (event: unknown) => this.#hear((event as { data: Notice }).data);
    this.#channel.unref();
  }

  appended(): void {
    this.#onAppended();
    const now = performance.now();
    if (now - this.#lastNotice < QUIET_MS) return;
    this.#lastNotice = now;
    this.#tell({ kind: "appended" });
  }

  /** An address, and the answer that comes to it. The answer rejects with ATTUNE_LOG_UNAVAILABLE after the timeout. */
  expect(timeoutMs: number): { address: string; answer: Promise<Uint8Array>; cancel(): void } {
    const address = `${this.#name}/${++this.#requests}`;
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      const late = (): void => {
        this.#pending.delete(address);
        reject(new AttuneError("ATTUNE_LOG_UNAVAILABLE", `no answer came within ${timeoutMs} ms`));
      };
      this.#pending.set(address, { resolve, reject, timeout: setTimeout(late, timeoutMs) });
    });
    answer.catch(() => undefined); // whoever cancels doesn't wait for it
    return {
      address,
      answer,
      cancel: () => this.#settle(address)?.reject(new AttuneError("ATTUNE_LOG_UNAVAILABLE", "cancelled")),
    };
  }

  reply(address: string, payload: Uint8Array): void {
    const pending = this.#settle(address);
    if (pending !== undefined) pending.resolve(Uint8Array.from(payload));
    else this.#tell({ kind: "reply", to: address, payload: Uint8Array.from(payload) });
  }

  close(): void {
    for (const address of [...this.#pending.keys()]) {
      this.#settle(address)?.reject(
        new AttuneError("ATTUNE_LOG_UNAVAILABLE", "the log was closed before an answer came"),
      );
    }
    this.#channel.close();
  }

  #tell(notice: Notice): void {
    this.#channel.postMessage(notice);
  }

  #hear(notice: Notice): void {
    if (notice.kind === "appended") this.#onAppended();
    else this.#settle(notice.to)?.resolve(notice.payload);
  }

  #settle(address: string): Pending | undefined {
    const pending = this.#pending.get(address);
    if (pending === undefined) return undefined;
    clearTimeout(pending.timeout);
    this.#pending.delete(address);
    return pending;
  }
}
