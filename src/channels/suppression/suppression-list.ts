import { createHmac } from "node:crypto";
import type { AddressFailure } from "../../domain/delivery.js";
import { AttuneError } from "../../domain/errors.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import { deriveSecret } from "../../links/index.js";
import { nextVersion, type StateStore } from "../../ports/state-store.js";
import { normalisedAddress } from "./address.js";

/** Why an address isn't written to any more, and since when, ms. */
export interface Suppressed {
  readonly reason: AddressFailure;
  readonly time: number;
}

/** Writers that meet in one partition wait for each other. */
const PARTITIONS = 16;
const ATTEMPTS = 200;
const LAYOUT = 1;

/**
 * The addresses that nobody writes to any more, over everybody: hard bounces, complaints, subscriptions that are gone. It holds no address, only a
 * keyed hash of each (HMAC-SHA-256), so it stays when a person is erased: without it the next import would write to them again. Any number of
 * processes add to it.
 */
export class SuppressionList {
  readonly #store: StateStore;
  readonly #keys: readonly Buffer[];

  /**
   * @param store the space "suppressions"
   * @param secrets the links' keys, the present one first: entries are made under it and found under all, so that keys can be changed as long as the old
   * ones stay listed
   */
  constructor(store: StateStore, secrets: string | readonly string[]) {
    this.#store = store;
    this.#keys = [secrets].flat().map((secret) => deriveSecret(secret, "suppression list"));
    if (this.#keys.length === 0) throw new RangeError("a suppression list needs a key");
  }

  /** The first reason stays. `time`: ms. */
  async add(channel: Channel, address: string, reason: AddressFailure, time: number): Promise<void> {
    const [token] = this.#tokens(channel, address);
    if (token !== undefined)
      await this.#change(token, (held) => (held === undefined ? encode({ reason, time }) : "leave"));
  }

  async find(channel: Channel, address: string): Promise<Suppressed | undefined> {
    for (const token of this.#tokens(channel, address)) {
      const [held] = await this.#store.loadProfiles(partitionOf(token), [token]);
      if (held !== undefined) return decode(held);
    }
    return undefined;
  }

  /** For a person who asks to be written to again, and mistakes. */
  async remove(channel: Channel, address: string): Promise<void> {
    for (const token of this.#tokens(channel, address))
      await this.#change(token, (held) => (held === undefined ? "leave" : null));
  }

  #tokens(channel: Channel, address: string): string[] {
    const text = `${CHANNELS.indexOf(channel)} ${normalisedAddress(channel, address)}`;
    return this.#keys.map((key) => createHmac("sha256", key).update(text).digest("base64url"));
  }

  async #change(token: string, change: (held: Uint8Array | undefined) => Uint8Array | null | "leave"): Promise<void> {
    const partition = partitionOf(token);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const expected = await this.#store.loadOffset(partition);
      const [held] = await this.#store.loadProfiles(partition, [token]);
      const value = change(held);
      if (value === "leave") return;
      const result = await this.#store.commit({
        partition,
        expected,
        next: nextVersion(expected),
        profiles: new Map([[token, value]]),
        timers: new Map(),
        totals: undefined,
        statistics: new Map(),
        outbox: [],
        trim: [],
      });
      if (result === "committed") return;
    }
    throw new AttuneError("ATTUNE_STATE_UNAVAILABLE", "the suppression list is written by too many at once");
  }
}

function partitionOf(token: string): number {
  return (Buffer.from(token.slice(0, 4), "base64url")[0] as number) % PARTITIONS;
}

function encode({ reason, time }: Suppressed): Uint8Array {
  return Buffer.from(JSON.stringify([LAYOUT, reason, time]));
}

/** Only ever reads what encode wrote. */
function decode(bytes: Uint8Array): Suppressed {
  const [, reason, time] = JSON.parse(Buffer.from(bytes).toString()) as [number, AddressFailure, number];
  return { reason, time };
}
