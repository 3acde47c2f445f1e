import type { Person } from "../population/index.js";
import type { Sent } from "./sender.js";

/** Shown at once, at most: the newest. */
const SHOWN = 2;

/** What waits for people on the site until their next page, or until it is stale. */
export class OnsiteInbox {
  readonly #waiting = new Map<Person, Sent[]>();

  put(person: Person, message: Sent): void {
    const waiting = this.#waiting.get(person);
    if (waiting === undefined) this.#waiting.set(person, [message]);
    else waiting.push(message);
  }

  /** What a page shows now; the rest is gone. */
  take(person: Person, now: number): readonly Sent[] {
    const waiting = this.#waiting.get(person);
    if (waiting === undefined) return [];
    this.#waiting.delete(person);
    return waiting.filter(({ expiresAt }) => expiresAt > now).slice(-SHOWN);
  }
}
