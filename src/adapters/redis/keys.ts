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

export const MEMBERS_KEY = "attune:members";
export const IDENTITY_KEY = "attune:identity";

const cache = new Map<number, PartitionKeys>();

export function keysOf(partition: number): PartitionKeys {
  let keys = cache.get(partition);
  if (keys === undefined) {
    const prefix = `attune:{${partition}}:`;
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
    cache.set(partition, keys);
  }
  return keys;
}
