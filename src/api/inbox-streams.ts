import type { FastifyBaseLogger } from "fastify";
import { type Inbox, InboxWatch } from "../channels/inbox/index.js";
import { AttuneError } from "../domain/errors.js";
import { personToken } from "../domain/person.js";
import { InboxStream } from "./inbox-stream.js";
import type { Visitor } from "./visitor.js";

interface StreamsParts {
  readonly inbox: Inbox;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly logger: FastifyBaseLogger;
}

/** Pages that listen at once, in one process: each costs a socket and some kilobytes. */
const MOST_STREAMS = 10_000;
/** Of one person: tabs and devices. */
const MOST_OF_PERSON = 10;
/** What another process has put is shown so soon. */
const LOOK_MS = 500;
/** Proxies close connections that are quiet for a minute. */
const BEAT_MS = 15_000;

/** The pages that listen now. */
export class InboxStreams {
  readonly #parts: StreamsParts;
  readonly #watch: InboxWatch;
  /** When each ends, ms; undefined: with its connection. */
  readonly #open = new Map<InboxStream, number | undefined>();
  readonly #ofPerson = new Map<string, number>();
  readonly #beats: NodeJS.Timeout;

  constructor(parts: StreamsParts) {
    this.#parts = parts;
    const { inbox, logger } = parts;
    const onFailure = (error: unknown): void => logger.warn({ err: String(error) }, "an inbox can't be read now");
    this.#watch = new InboxWatch({ inbox, everyMs: LOOK_MS, onFailure });
    this.#beats = setInterval(() => this.#beat(), BEAT_MS);
    this.#beats.unref();
  }

  /** A stream of what comes after `lastId` (0: all that waits). @throws AttuneError ATTUNE_BUSY | ATTUNE_STATE_UNAVAILABLE */
  async open({ person, until }: Visitor, lastId: number): Promise<InboxStream> {
    const token = personToken(person);
    const ofPerson = this.#ofPerson.get(token) ?? 0;
    if (this.#open.size >= MOST_STREAMS || ofPerson >= MOST_OF_PERSON)
      throw new AttuneError("ATTUNE_BUSY", "too many pages are listening");
    const { inbox } = this.#parts;
    const stream = new InboxStream(lastId, () => void this.#refill(stream, token));
    this.#open.set(stream, until);
    this.#ofPerson.set(token, ofPerson + 1);
    // Before the first look, so that nothing falls between the two.
    const leave = this.#watch.listen(token, (list) => stream.show(list));
    stream.once("close", () => {
      leave();
      this.#open.delete(stream);
      const left = (this.#ofPerson.get(token) ?? 1) - 1;
      if (left === 0) this.#ofPerson.delete(token);
      else this.#ofPerson.set(token, left);
    });
    try {
      const [list] = await inbox.lists(inbox.partitionOf(token), [token]);
      if (list !== undefined) stream.show(list);
    } catch (error) {
      stream.destroy();
      throw error;
    }
    return stream;
  }

  /** Ends all of them: their pages connect again elsewhere. */
  close(): void {
    clearInterval(this.#beats);
    for (const stream of this.#open.keys()) stream.finish();
    this.#watch.close();
  }

  async #refill(stream: InboxStream, token: string): Promise<void> {
    const { inbox, logger } = this.#parts;
    try {
      const [list] = await inbox.lists(inbox.partitionOf(token), [token]);
      if (list !== undefined) stream.show(list);
    } catch (error) {
      logger.warn({ err: String(error) }, "an inbox can't be read now");
      stream.destroy();
    }
  }

  #beat(): void {
    const now = this.#parts.now();
    for (const [stream, until] of this.#open) {
      if (until !== undefined && now >= until) stream.finish();
      stream.beat();
    }
  }
}
