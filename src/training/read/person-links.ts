/** Further than this nobody follows: ids then point at each other. */
const MOST_STEPS = 8;

interface Link {
  readonly into: number;
  readonly time: number;
}

/**
 * Who is the same person, as the log shows it (engine/identify): an anonymous visitor's past goes to whom they are first linked with; on a shared
 * device, what comes after a further link goes to that person.
 */
export class PersonLinks {
  readonly #links = new Map<number, Link[]>();

  link(from: number, into: number, time: number): void {
    if (from === into || this.resolve(into, time) === from) return;
    const links = this.#links.get(from);
    if (links === undefined) this.#links.set(from, [{ into, time }]);
    else if (!links.some((known) => known.into === into)) links.push({ into, time });
  }

  /** Whose an interaction at that time is. */
  resolve(person: number, time: number): number {
    let at = person;
    for (let step = 0; step < MOST_STEPS; step++) {
      const links = this.#links.get(at);
      if (links === undefined) return at;
      at = inForce(links, time).into;
    }
    return at;
  }

  forget(person: number): void {
    this.#links.delete(person);
  }
}

/** The last link by then; before any, the first that came. */
function inForce(links: readonly Link[], time: number): Link {
  let last: Link | undefined;
  let first = links[0] as Link;
  for (const link of links) {
    if (link.time < first.time) first = link;
    if (link.time <= time && (last === undefined || link.time >= last.time)) last = link;
  }
  return last ?? first;
}
