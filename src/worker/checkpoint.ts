import type { Engine } from "../domain/step.js";
import type { Commit, Offset } from "../ports/state-store.js";
import { encodeOutbound, type Outbound } from "./outbox-entry.js";
import type { Totals } from "./totals.js";

/** What has been applied since the last commit: written together with the offset, or not at all. */
export class Checkpoint<TProfile> {
  readonly base: Offset;
  next: Offset;
  events = 0;
  /** Wall clock at the first uncommitted event, ms. */
  since = 0;
  /** Person token -> profile, undefined where it is to be removed. */
  readonly profiles = new Map<string, TProfile | undefined>();
  readonly timers = new Map<string, number | null>();
  readonly outbound: Outbound[] = [];

  constructor(base: Offset) {
    this.base = base;
    this.next = base;
  }

  get empty(): boolean {
    return this.next === this.base;
  }

  toCommit(partition: number, engine: Engine<TProfile>, totals: Totals, trim: readonly string[]): Commit {
    const profiles = new Map<string, Uint8Array | null>();
    for (const [token, profile] of this.profiles) {
      profiles.set(token, profile === undefined ? null : engine.encode(profile));
    }
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
