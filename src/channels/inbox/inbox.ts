import { partitionOfToken, type PersonKey, personToken } from "../../domain/person.js";
import type { Message } from "../../domain/message.js";
import type { Words } from "../../ports/channel.js";
import type { StateStore } from "../../ports/state-store.js";
import {
  added,
  decodeList,
  EMPTY,
  type InboxEntry,
  type InboxList,
  readable,
  taken,
  type Taken,
  unexpired,
} from "./inbox-list.js";
import { ListWriter } from "./list-writer.js";
import { onsiteMessage } from "./onsite-message.js";

export interface InboxParts {
  /** A store of its own (space "inbox"), with the log's partitions. */
  readonly store: StateStore;
  readonly partitions: number;
  /** ms since the epoch. */
  readonly now: () => number;
}

/**
 * Messages that wait for their person on the site: a bounded list for each, in a store that any process may write and read.
 * Each method @throws AttuneError ATTUNE_STATE_UNAVAILABLE | ATTUNE_STATE_FULL
 */
export class Inbox {
  readonly #parts: InboxParts;
  readonly #writer: ListWriter;
  readonly #listeners = new Set<(token: string) => void>();

  constructor(parts: InboxParts) {
    this.#parts = parts;
    this.#writer = new ListWriter(parts.store, parts.now);
  }

  /** Puts a message into the person's list, once however often it is told. */
  async put(person: PersonKey, message: Message, words: Words): Promise<void> {
    const shown = onsiteMessage(message, words);
    await this.#change(personToken(person), (list, now) => added(list, shown, now));
  }

  /** What there is to show, oldest first; `afterId`: only what came after that entry. */
  async list(person: PersonKey, afterId = 0): Promise<InboxEntry[]> {
    const token = personToken(person);
    const [list = EMPTY] = await this.lists(partitionOfToken(token, this.#parts.partitions), [token]);
    return readable(list, afterId);
  }

  /** What the person did with a message; one that isn't there changes nothing. */
  async take(person: PersonKey, messageId: string, how: Taken): Promise<void> {
    await this.#change(personToken(person), (list, now) => taken(list, messageId, how, now));
  }

  /** Takes away all that waits for a person (token): part of an erasure. */
  async forget(token: string): Promise<void> {
    await this.#change(token, () => EMPTY);
  }

  /** Of one partition, in the order asked; without what has expired. One round trip. */
  async lists(partition: number, tokens: readonly string[]): Promise<InboxList[]> {
    const stored = await this.#parts.store.loadProfiles(partition, tokens);
    const now = this.#parts.now();
    return stored.map((bytes) => unexpired(decodeList(bytes), now));
  }

  partitionOf(token: string): number {
    return partitionOfToken(token, this.#parts.partitions);
  }

  /** Rises with every change of the partition, whoever made it. */
  async version(partition: number): Promise<number> {
    return (await this.#parts.store.loadOffset(partition)).seq;
  }

  /** Hears at once whose list this process has changed. @returns what ends it */
  onChange(listener: (token: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #change(token: string, change: (list: InboxList, now: number) => InboxList): Promise<void> {
    const isChanged = await this.#writer.change(this.partitionOf(token), token, change);
    if (isChanged) for (const listener of this.#listeners) listener(token);
  }
}
