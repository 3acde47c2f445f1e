interface One<T> {
  readonly held: T;
  users: number;
}

/** What several users in a thread share, by name; who leaves it last ends it. */
export class Held<T> {
  readonly #end: (held: T) => void;
  readonly #all = new Map<string, One<T>>();

  constructor(end: (held: T) => void) {
    this.#end = end;
  }

  /** `make`: where nobody holds it yet. Nothing is held where it throws. */
  take(name: string, make: () => T): T {
    let one = this.#all.get(name);
    if (one === undefined) this.#all.set(name, (one = { held: make(), users: 0 }));
    one.users++;
    return one.held;
  }

  giveBack(name: string): void {
    const one = this.#all.get(name);
    if (one === undefined || --one.users > 0) return;
    this.#all.delete(name);
    this.#end(one.held);
  }
}
