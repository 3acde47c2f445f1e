import type { Inbox } from "./inbox.js";
import type { InboxList } from "./inbox-list.js";

type Hear = (list: InboxList) => void;

interface WatchParts {
  readonly inbox: Inbox;
  /** How often it is looked for what other processes have put, ms. */
  readonly everyMs: number;
  onFailure(error: unknown): void;
}

/**
 * Tells whoever listens for a person of that person's list when it has changed: at once what this process changed, others' at the next look. A look asks
 * each partition with listeners for its version, and reads lists only where that has risen.
 */
export class InboxWatch {
  readonly #parts: WatchParts;
  /** By partition and token. */
  readonly #listeners = new Map<number, Map<string, Set<Hear>>>();
  readonly #versions = new Map<number, number>();
  readonly #forgetInbox: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#forgetInbox = parts.inbox.onChange((token) => void this.#tell(parts.inbox.partitionOf(token), [token]));
  }

  /** @returns what ends it */
  listen(token: string, hear: Hear): () => void {
    const partition = this.#parts.inbox.partitionOf(token);
    const people = this.#listeners.get(partition) ?? new Map<string, Set<Hear>>();
    const ofPerson = people.get(token) ?? new Set<Hear>();
    this.#listeners.set(partition, people.set(token, ofPerson.add(hear)));
    this.#timer ??= setInterval(() => void this.#look(), this.#parts.everyMs);
    return () => {
      ofPerson.delete(hear);
      if (ofPerson.size === 0 && people.get(token) === ofPerson) people.delete(token);
      if (people.size === 0) this.#leave(partition, people);
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#forgetInbox();
    this.#listeners.clear();
  }

  /** Nobody there listens any more. */
  #leave(partition: number, people: ReadonlyMap<string, unknown>): void {
    if (this.#listeners.get(partition) === people) this.#listeners.delete(partition);
    this.#versions.delete(partition);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      for (const [partition, people] of this.#listeners) {
        const version = await this.#parts.inbox.version(partition);
        if (this.#versions.get(partition) === version) continue;
        this.#versions.set(partition, version);
        await this.#tell(partition, [...people.keys()]);
      }
    } catch (error) {
      this.#parts.onFailure(error);
    } finally {
      this.#isLooking = false;
    }
  }

  async #tell(partition: number, tokens: readonly string[]): Promise<void> {
    const people = this.#listeners.get(partition);
    const heard = tokens.filter((token) => people?.has(token) === true);
    if (people === undefined || heard.length === 0) return;
    try {
      const lists = await this.#parts.inbox.lists(partition, heard);
      heard.forEach((token, i) => {
        for (const hear of people.get(token) ?? []) hear(lists[i] as InboxList);
      });
    } catch (error) {
      // Forgotten, so that the next look reads them again.
      this.#versions.delete(partition);
      this.#parts.onFailure(error);
    }
  }
}
