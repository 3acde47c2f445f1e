import type { Commit, Offset } from "../ports/state-store.js";
import { encodeOutbound, type Outbound } from "./outbox-entry.js";
import type { Totals } from "./totals.js";

/** What has been applied since the last commit, beside the profiles: written together with them and the offset, or not at all. */
export class Checkpoint {
  readonly base: Offset;
  next: Offset;
  events = 0;
  /** Wall clock at the first uncommitted event, ms. */
  since = 0;
  readonly timers = new Map<string, number | null>();
  readonly outbound: Outbound[] = [];

  constructor(base: Offset) {
    this.base = base;
    this.next = base;
  }

  get empty(): boolean {
    return this.next === this.base;
  }

  toCommit(partition: number, profiles: Commit["profiles"], totals: Totals, trim: readonly string[]): Commit {
    return {
      partition,
      expected: this.base,
      next: this.next,
      profiles,
      timers: this.timers,
      totals: totals.encode(),
      outbox: this.outbound.map(encodeOutbound),
      trim,
    };
  }
}
