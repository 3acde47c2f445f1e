import { AttuneError } from "../../domain/errors.js";
import type { AttuneEvent, SegmentEvent } from "../../domain/event.js";
import { anonymousPerson, knownPerson } from "../../domain/person.js";
import { HOUR } from "../../domain/time.js";
import type { SendTimeRecipe } from "../../domain/timing.js";
import { RECEIPTS } from "../../domain/vocabulary-receipts.js";
import { type LogSource, readEvents } from "../read/events.js";
import { Numbering } from "../read/numbering.js";
import { PersonLinks } from "../read/person-links.js";
import type { ReadOptions } from "../read/reading.js";
import type { SignsRead } from "./read-signs.js";
import { signsOf } from "./signs.js";

export type SignKind = keyof SendTimeRecipe["weights"];

const MOST_PEOPLE = 16_000_000;

/**
 * Signs of attention in everything the log holds: messages opened, links followed, hours on the site, or orders. What comes within the same hour of one
 * person is one sign, as the engine counts it. An anonymous visitor's signs are those of whom they turned out to be.
 * @throws AttuneError ATTUNE_INPUT_EMPTY | ATTUNE_LOG_UNAVAILABLE
 */
export async function readLogSigns(
  source: LogSource,
  kind: SignKind,
  zone: string,
  { until = Number.POSITIVE_INFINITY, ...options }: ReadOptions = {},
): Promise<SignsRead> {
  const signs = new LogSigns(kind, until);
  const counts = await readEvents(source, options, (event) => signs.take(event));
  const times = signs.finish();
  if (times.length === 0)
    throw new AttuneError(
      "ATTUNE_INPUT_EMPTY",
      `none of ${counts.read} events of ${source.log.description} is a sign of this kind (${kind})`,
    );
  return { signs: signsOf(times, zone), ...counts };
}

class LogSigns {
  readonly #isSign: (event: SegmentEvent) => boolean;
  readonly #until: number;
  readonly #people = new Numbering("people", MOST_PEOPLE);
  readonly #links = new PersonLinks();
  readonly #erased = new Set<number>();
  /** By person: the first time in each hour, by the hour. */
  readonly #times = new Map<number, Map<number, number>>();

  constructor(kind: SignKind, until: number) {
    this.#isSign = SIGNS[kind];
    this.#until = until;
  }

  /** Returns whether it is a sign. */
  take(event: AttuneEvent): boolean {
    switch (event.type) {
      case "erase":
        this.#forget(event.person);
        return false;
      case "merge":
        this.#links.link(this.#people.of(event.from), this.#people.of(event.into), event.time);
        return false;
      case "context":
      case "delivery":
      case "timer":
        return false;
      default:
        return event.hops === 0 && this.#takeCall(event);
    }
  }

  /** The times of each person, not in order. */
  finish(): number[][] {
    const byPerson = new Map<number, number[]>();
    for (const [raw, times] of this.#times) {
      for (const time of times.values()) {
        const person = this.#links.resolve(raw, time);
        if (this.#erased.has(raw) || this.#erased.has(person)) continue;
        const known = byPerson.get(person);
        if (known === undefined) byPerson.set(person, [time]);
        else known.push(time);
      }
    }
    return [...byPerson.values()];
  }

  #takeCall(event: SegmentEvent): boolean {
    const { person, userId, anonymousId, previousId, type, time } = event;
    const number = this.#people.of(person);
    if (userId !== undefined && anonymousId !== undefined) this.#link(anonymousPerson(anonymousId), number, time);
    if (type === "alias" && previousId !== undefined) {
      this.#link(anonymousPerson(previousId), number, time);
      this.#link(knownPerson(previousId), number, time);
    }
    if (time >= this.#until || !this.#isSign(event)) return false;
    let times = this.#times.get(number);
    if (times === undefined) this.#times.set(number, (times = new Map()));
    const hour = Math.floor(time / HOUR);
    times.set(hour, Math.min(time, times.get(hour) ?? time));
    return true;
  }

  #link(from: string, into: number, time: number): void {
    this.#links.link(this.#people.of(from), into, time);
  }

  #forget(person: string): void {
    const number = this.#people.forget(person);
    if (number === undefined) return;
    this.#erased.add(number);
    this.#times.delete(number);
    this.#links.forget(number);
  }
}

const SIGNS: Readonly<Record<SignKind, (event: SegmentEvent) => boolean>> = {
  open: (event) => receiptOf(event) === "opened",
  click: (event) => receiptOf(event) === "clicked",
  purchase: ({ type, name }) => type === "track" && name === "Order Completed",
  session: (event) =>
    (event.type === "track" || event.type === "page" || event.type === "screen") && receiptOf(event) === undefined,
};

function receiptOf({ type, name }: SegmentEvent): string | undefined {
  return type === "track" ? RECEIPTS.get(name)?.kind : undefined;
}
