import { AttuneError, type ErrorCode } from "../../domain/errors.js";
import { readItemId } from "../../domain/wire/item-fields.js";
import type { ChangedItem } from "../item-change.js";
import { plan, type Planned } from "./declare.js";
import type { FeedRow } from "./feeds/index.js";
import type { CatalogueJournal } from "./journal.js";
import { MissingItems } from "./missing-items.js";

export interface ImportItemsOptions {
  /** ms since the epoch. */
  readonly now: number;
  /** What the feed doesn't have is removed: items of the types that it has. */
  readonly isComplete: boolean;
  /** Though it were more than half, or though rows of the feed can't be read. */
  readonly isForced: boolean;
  /** Tells people of the prices and stocks of known items that change; these are stored when it is done, so that what failed can be repeated. */
  readonly tell?: (news: readonly ChangedItem[]) => Promise<void>;
  readonly onProgress?: (rows: number) => void;
  /** Looked at between rows: ends early, with what was read until then. */
  readonly isStopped?: () => boolean;
}

export interface BadFeedRow {
  readonly line: number;
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface ImportedItems {
  readonly read: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  /** That a complete feed lacks, and that stay: rows of it couldn't be read, and might have been theirs. */
  readonly missing: number;
  readonly rejected: number;
  /** The first MOST_BAD_ROWS of them. */
  readonly badRows: readonly BadFeedRow[];
  /** Known items whose price or stock changed. */
  readonly news: number;
}

export const MOST_BAD_ROWS = 100;
/** Changes that are held until people were told. */
const MOST_HELD = 1_000_000;
const AT_ONCE = 4_096;

/**
 * Brings a feed's rows into the journal: only what changes something; a bad row is reported and skipped.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE | ATTUNE_USAGE | ATTUNE_ITEMS_MISSING | ATTUNE_LOG_UNAVAILABLE
 */
export async function importItems(
  journal: CatalogueJournal,
  rows: AsyncIterable<FeedRow>,
  options: ImportItemsOptions,
): Promise<ImportedItems> {
  await journal.catchUp();
  const run = new ItemImport(journal, options);
  let isWhole = true;
  for await (const row of rows) {
    if (options.isStopped?.() === true) {
      isWhole = false;
      break;
    }
    await run.take(row);
  }
  return run.finish(isWhole);
}

/** What is to be stored of one item. */
interface Pending {
  readonly planned: Planned;
  /** What the feed's rows have said of it since the last store. */
  readonly fields: Readonly<Record<string, unknown>>;
}

class ItemImport {
  readonly #journal: CatalogueJournal;
  readonly #options: ImportItemsOptions;
  readonly #missing: MissingItems | undefined;
  readonly #counts = { read: 0, created: 0, changed: 0, unchanged: 0, removed: 0, missing: 0, rejected: 0 };
  readonly #badRows: BadFeedRow[] = [];
  /** Rows of which not even the id is known. */
  #unreadable = 0;
  #news = 0;
  /** By item: to be stored with the next ones, and to be stored when people were told of it. */
  readonly #next = new Map<string, Pending>();
  readonly #held = new Map<string, Pending>();

  constructor(journal: CatalogueJournal, options: ImportItemsOptions) {
    this.#journal = journal;
    this.#options = options;
    this.#missing = options.isComplete ? new MissingItems(journal.fold) : undefined;
  }

  async take(row: FeedRow): Promise<void> {
    this.#counts.read++;
    if (this.#counts.read % 1_024 === 0) this.#options.onProgress?.(this.#counts.read);
    if ("problem" in row) {
      this.#unreadable++;
      this.#refuse(row.line, "ATTUNE_INPUT_UNREADABLE", row.problem);
      return;
    }
    const id = readItemId(row.id);
    if (id === undefined) this.#unreadable++;
    const earlier = id === undefined ? undefined : (this.#next.get(id) ?? this.#held.get(id));
    // Several rows of one item count as one, what the later ones say first.
    const fields = earlier === undefined ? row.fields : { ...earlier.fields, ...row.fields };
    const planned = plan({ change: "patch", id: row.id, fields }, this.#journal.fold, this.#options.now);
    if (id !== undefined) this.#missing?.see(id, planned.ok ? row.fields["type"] : undefined);
    if (!planned.ok) {
      this.#refuse(row.line, planned.code, planned.message);
      return;
    }
    if (earlier !== undefined) this.#drop(earlier);
    this.#keep({ planned, fields });
    if (this.#next.size >= AT_ONCE) await this.#store(this.#next);
  }

  async finish(isWhole: boolean): Promise<ImportedItems> {
    await this.#store(this.#next);
    if (isWhole) this.#removeMissing();
    const { tell } = this.#options;
    const news = [...this.#held.values()].flatMap(({ planned }) => planned.news ?? []);
    if (news.length > 0) await tell?.(news);
    await this.#store(this.#held);
    await this.#store(this.#next);
    this.#options.onProgress?.(this.#counts.read);
    return { ...this.#counts, badRows: this.#badRows, news: this.#news };
  }

  #keep(pending: Pending): void {
    const { id, outcome, entry, news } = pending.planned;
    this.#counts[outcome]++;
    if (news !== undefined) this.#news++;
    if (entry === undefined) return;
    (news === undefined || this.#options.tell === undefined ? this.#next : this.#held).set(id, pending);
    if (this.#held.size > MOST_HELD)
      throw new AttuneError("ATTUNE_USAGE", `more than ${MOST_HELD} changes to tell of: import without --tell`);
  }

  #drop({ planned: { id, outcome, news } }: Pending): void {
    this.#counts[outcome]--;
    if (news !== undefined) this.#news--;
    this.#next.delete(id);
    this.#held.delete(id);
  }

  #removeMissing(): void {
    const missing = this.#missing?.found(this.#options.isForced) ?? [];
    if (this.#unreadable > 0 && !this.#options.isForced) {
      this.#counts.missing = missing.length;
      return;
    }
    for (const id of missing) {
      const planned = plan({ change: "remove", id }, this.#journal.fold, this.#options.now);
      if (planned.ok) this.#keep({ planned, fields: {} });
    }
  }

  async #store(pending: Map<string, Pending>): Promise<void> {
    await this.#journal.append([...pending.values()].flatMap(({ planned }) => planned.entry ?? []));
    pending.clear();
  }

  #refuse(line: number, code: ErrorCode, reason: string): void {
    this.#counts.rejected++;
    if (this.#badRows.length < MOST_BAD_ROWS) this.#badRows.push({ line, code, reason });
  }
}
