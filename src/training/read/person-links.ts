/** Further than this nobody follows: ids then point at each other. */
const MOST_STEPS = 8;
/** From so many links on, whom there is one to is looked up. */
const MANY = 16;

/** Links from one id, by time; of the same time, as they came. One to each person. */
interface Links {
  readonly times: number[];
  readonly into: number[];
  /** Of many. */
  known: Set<number> | undefined;
}

/**
 * Who is the same person, as the log shows it (engine/identify): an anonymous visitor's past goes to whom they are first linked with; on a shared
 * device, what comes after a further link goes to that person.
 */
export class PersonLinks {
  readonly #links = new Map<number, Links>();

  link(from: number, into: number, time: number): void {
    if (from === into || this.resolve(into, time) === from) return;
    const links = this.#links.get(from);
    if (links === undefined) this.#links.set(from, { times: [time], into: [into], known: undefined });
    else if (!isKnown(links, into)) insert(links, into, time);
  }

  /** Whose an interaction at that time is. */
  resolve(person: number, time: number): number {
    let at = person;
    for (let step = 0; step < MOST_STEPS; step++) {
      const links = this.#links.get(at);
      if (links === undefined) return at;
      at = links.into[Math.max(0, countUntil(links, time) - 1)] as number;
    }
    return at;
  }

  forget(person: number): void {
    this.#links.delete(person);
  }
}

function isKnown({ into, known }: Links, person: number): boolean {
  return known === undefined ? into.includes(person) : known.has(person);
}

function insert(links: Links, into: number, time: number): void {
  const at = countUntil(links, time);
  links.times.splice(at, 0, time);
  links.into.splice(at, 0, into);
  if (links.into.length === MANY) links.known = new Set(links.into);
  else links.known?.add(into);
}

/** How many links there were by a time. */
function countUntil({ times }: Links, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
