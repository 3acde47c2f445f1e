import type { Space } from "../../ports/state-store.js";

/** The keys of DESIGN 7. All of a partition carry its hash tag, so that on a Redis Cluster one commit is one node's. */
export interface PartitionKeys {
  readonly offset: string;
  readonly totals: string;
  readonly statistics: string;
  readonly timers: string;
  readonly outbox: string;
  readonly lease: string;
  readonly suspicion: string;
  /** Before a person's token. A token is base64url of the person's key: no id can break out of it or meet another's key. */
  readonly profile: string;
}

/** The keys of one space; of the profiles' state where it is undefined: the hash tag stands at their beginning. */
export class Keys {
  readonly members: string;
  readonly identity: string;
  readonly #prefix: string;
  readonly #partitions = new Map<number, PartitionKeys>();

  constructor(space: Space | undefined) {
    this.#prefix = space === undefined ? "attune:" : `attune:${space}:`;
    this.members = `${this.#prefix}members`;
    this.identity = `${this.#prefix}identity`;
  }

  of(partition: number): PartitionKeys {
    let keys = this.#partitions.get(partition);
    if (keys === undefined) {
      const prefix = `${this.#prefix}{${partition}}:`;
      keys = {
        offset: `${prefix}offset`,
        totals: `${prefix}totals`,
        statistics: `${prefix}statistics`,
        timers: `${prefix}timers`,
        outbox: `${prefix}outbox`,
        lease: `${prefix}lease`,
        suspicion: `${prefix}suspicion`,
        profile: `${prefix}profile:`,
      };
      this.#partitions.set(partition, keys);
    }
    return keys;
  }
}
