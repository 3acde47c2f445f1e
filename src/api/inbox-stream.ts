import { Readable } from "node:stream";
import { type InboxList, readable } from "../channels/inbox/index.js";
import { onsiteJson } from "./onsite-json.js";

/** Bytes that wait for a slow reader; beyond it nothing is added until it has caught up: what it misses stays in the inbox. */
const MOST_WAITING_BYTES = 64 * 1024;
/** When a browser connects again after a break, ms. */
const RETRY_MS = 3_000;
/** Beats without any progress after which a reader is given up. */
const MOST_STUCK_BEATS = 4;

/**
 * One page's server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): the messages of an inbox that weren't shown yet, with
 * the entry as the event's id. A reader that comes back with the last id gets what came after it.
 */
export class InboxStream extends Readable {
  #lastId: number;
  /** It was left out of account: more may be in the inbox. */
  #isBehind = false;
  #stuckBeats = 0;
  #isFinished = false;
  readonly #onRoom: () => void;

  /** `onRoom`: it can take more, and has missed something. */
  constructor(lastId: number, onRoom: () => void) {
    super({ highWaterMark: MOST_WAITING_BYTES });
    this.#lastId = lastId;
    this.#onRoom = onRoom;
    this.push(`retry: ${RETRY_MS}\n\n`);
  }

  override _read(): void {
    this.#stuckBeats = 0;
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.#onRoom();
  }

  /** Sends what the list has and the reader hasn't. */
  show(list: InboxList): void {
    if (this.#isFinished || this.destroyed) return;
    for (const { id, isShown, message } of readable(list, this.#lastId)) {
      if (this.readableLength >= MOST_WAITING_BYTES) {
        this.#isBehind = true;
        return;
      }
      this.#lastId = id;
      // JSON has no line breaks of its own: one line of data.
      if (!isShown) this.push(`id: ${id}\ndata: ${JSON.stringify(onsiteJson(message))}\n\n`);
    }
  }

  /** Keeps proxies from closing a quiet connection; gives up one whose reader doesn't read, be it the end. */
  beat(): void {
    if (this.readableLength === 0 && !this.#isFinished) this.push(":\n\n");
    else if (++this.#stuckBeats >= MOST_STUCK_BEATS) this.destroy();
  }

  /** Nothing more comes. */
  finish(): void {
    if (this.#isFinished || this.destroyed) return;
    this.#isFinished = true;
    this.push(null);
  }
}
