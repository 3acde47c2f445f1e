import type { Commit, Offset } from "../ports/state-store.js";
import { encodeOutbound, type Outbound } from "./outbox-entry.js";
import type { Reply } from "./replies.js";
import type { PartitionStatistics } from "./statistics.js";
import type { Totals } from "./totals.js";

/** What applying a record adds to: the checkpoint in hand, and the partition's running sums, which the checkpoint's commit writes. */
export interface Ledger {
  readonly checkpoint: Checkpoint;
  readonly totals: Totals;
  readonly statistics: PartitionStatistics;
}

/** What has been applied since the last commit, beside the profiles and sums: written together with them and the offset, or not at all. */
export class Checkpoint {
  readonly base: Offset;
  next: Offset;
  events = 0;
  /** Wall clock at the first uncommitted event, ms. */
  since = 0;
  readonly timers = new Map<string, number | null>();
  readonly outbound: Outbound[] = [];
  /** Somebody waits: it is committed at once. */
  readonly replies: Reply[] = [];

  constructor(base: Offset) {
    this.base = base;
    this.next = base;
  }

  get empty(): boolean {
    return this.next === this.base;
  }

  toCommit({ partition, profiles, totals, statistics, trim }: CommitParts): Commit {
    return {
      partition,
      expected: this.base,
      next: this.next,
      profiles,
      timers: this.timers,
      totals: totals.encode(),
      statistics,
      outbox: this.outbound.map(encodeOutbound),
      trim,
    };
  }
}

type CommitParts = Pick<Commit, "partition" | "profiles" | "statistics" | "trim"> & { readonly totals: Totals };
