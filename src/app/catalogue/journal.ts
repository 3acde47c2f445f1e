import type { CatalogueEntry } from "../../domain/item.js";
import { decodeEntry, encodeEntry, entryId } from "../../domain/wire/item.js";
import type { EventLog } from "../../ports/event-log.js";
import { CatalogueFold } from "../../recommend/catalogue/index.js";

const TAKEN_AT_ONCE = 512;
const WAIT_MS = 1_000;
/** So many waits without a record mean that the log holds no more, whatever its bounds said. */
const WAITS = 10;
/** Records of one append. */
const AT_ONCE = 4_096;

/** The catalogue's journal and what it adds up to, in one place of a process. */
export class CatalogueJournal {
  readonly #log: EventLog;
  readonly #fold = new CatalogueFold();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** The journal as far as it is folded. */
  static async open(log: EventLog, onProgress?: (records: number) => void): Promise<CatalogueJournal> {
    const journal = new CatalogueJournal(log);
    await journal.catchUp(onProgress);
    return journal;
  }

  get fold(): CatalogueFold {
    return this.#fold;
  }

  /** Folds what the journal holds now. One at a time, whoever asks. */
  async catchUp(onProgress?: (records: number) => void): Promise<void> {
    const done = this.#turn.then(() => foldOn(this.#log, this.#fold, undefined, onProgress));
    this.#turn = done.catch(() => undefined);
    await done;
  }

  /** Stores entries in order, and folds them. Those that the log knows by their id are not stored again. */
  async append(entries: readonly CatalogueEntry[]): Promise<void> {
    for (let at = 0; at < entries.length; at += AT_ONCE) {
      const some = entries.slice(at, at + AT_ONCE);
      await this.#log.append(
        some.map((entry) => ({ topic: "items", partition: 0, id: this.#idOf(entry), payload: encodeEntry(entry) })),
      );
    }
    if (entries.length > 0) await this.catchUp();
  }

  /** A shop may say within one moment what it said before, and something else between: that is no repetition. */
  #idOf(entry: CatalogueEntry): string {
    return `${entryId(entry)}/${this.#fold.position}`;
  }
}

/**
 * Takes the journal's records after `fold.position`, through a sequence or through what is there now. Other work gets its turn between them. A
 * record that can't be read is passed over, and counts as a place.
 * @throws AttuneError ATTUNE_LOG_UNAVAILABLE
 */
export async function foldOn(
  log: EventLog,
  fold: CatalogueFold,
  through = Number.POSITIVE_INFINITY,
  onProgress?: (records: number) => void,
): Promise<void> {
  const { last } = await log.bounds("items", 0);
  const end = Math.min(last, through);
  if (fold.position >= end) return;
  const reader = await log.read("items", 0, { seq: fold.position + 1 });
  try {
    for (let idle = 0; fold.position < end && idle < WAITS; ) {
      const records = reader.take(TAKEN_AT_ONCE);
      idle = records.length === 0 ? idle + 1 : 0;
      if (records.length === 0) await reader.wait(WAIT_MS);
      for (const { seq, payload } of records) if (seq <= end) fold.append(seq, decodeEntry(payload));
      onProgress?.(records.length);
      if ((records.at(-1)?.seq ?? 0) >= end) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await reader.close();
  }
}
