import { AttuneError } from "../../domain/errors.js";
import type { LogReader, LogRecord } from "../../ports/event-log.js";
import {
  decodeRecord,
  lastOfHead,
  partitionOf,
  seqOfKey,
  streamKey,
  streamRange,
  type LogTables,
} from "./log-layout.js";
import type { LogPulse } from "./log-pulse.js";

/** Records looked at in one go, when most of them are of other partitions. */
const LOOK_AT_MOST = 4_096;
const WAIT_FETCHES = 64;

/** Reads one stream on, straight from the file; holds at most the few records that a wait found. */
export class EmbeddedLogReader implements LogReader {
  readonly #tables: LogTables;
  readonly #pulse: LogPulse;
  readonly #stream: number;
  readonly #partition: number | undefined;
  readonly #onClose: (reader: EmbeddedLogReader) => void;
  #next: number;
  #found: LogRecord[] = [];
  #waits = new Set<() => void>();
  #closed = false;

  /** `partition`: only its records; undefined: all of the stream. `next`: the first sequence that is wanted. */
  constructor(
    tables: LogTables,
    pulse: LogPulse,
    stream: number,
    partition: number | undefined,
    next: number,
    onClose: (reader: EmbeddedLogReader) => void,
  ) {
    this.#tables = tables;
    this.#pulse = pulse;
    this.#stream = stream;
    this.#partition = partition;
    this.#next = next;
    this.#onClose = onClose;
  }

  take(max: number): LogRecord[] {
    if (this.#closed) return [];
    if (this.#found.length >= max) return this.#found.splice(0, max);
    const found = this.#found;
    this.#found = [];
    this.#tables.environment.resetReadTxn();
    return this.#fetch(found, max);
  }

  backlog(): number {
    if (this.#closed) return 0;
    const head = this.#tables.heads.get(streamKey(this.#stream));
    return this.#found.length + (head === undefined ? 0 : Math.max(0, lastOfHead(head) - this.#next + 1));
  }

  async wait(timeoutMs: number): Promise<void> {
    if (this.#closed) return;
    this.#tables.environment.resetReadTxn();
    if (this.#look()) return;
    const { done, cancel } = this.#pulse.wait(() => this.#look(), timeoutMs);
    this.#waits.add(cancel);
    await done.finally(() => this.#waits.delete(cancel));
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#found = [];
    for (const cancel of this.#waits) cancel();
    this.#onClose(this);
    return Promise.resolve();
  }

  /** One look at the stream's head while nothing comes. */
  #look(): boolean {
    if (this.#found.length === 0) this.#found = this.#fetch([], WAIT_FETCHES);
    return this.#found.length > 0;
  }

  #fetch(into: LogRecord[], max: number): LogRecord[] {
    const { heads, records } = this.#tables;
    const head = heads.get(streamKey(this.#stream));
    if (head === undefined) throw new AttuneError("ATTUNE_LOG_VERSION", `the log has no stream ${this.#stream}`);
    const last = lastOfHead(head);
    while (into.length < max && this.#next <= last) {
      const limit = this.#partition === undefined ? max - into.length : LOOK_AT_MOST;
      let looked = 0;
      for (const { key, value } of records.getRange({ ...streamRange(this.#stream, this.#next), limit })) {
        looked++;
        const seq = seqOfKey(key);
        this.#next = seq + 1;
        if (this.#partition === undefined || partitionOf(value) === this.#partition)
          into.push(decodeRecord(seq, value));
        if (into.length >= max) break;
      }
      if (looked < limit && into.length < max) this.#next = Math.max(this.#next, last + 1);
    }
    return into;
  }
}
