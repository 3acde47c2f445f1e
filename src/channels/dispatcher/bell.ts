/** Wakes who waits for it. It stays rung until it is set again. */
export class Bell {
  #ring: () => void = () => {};
  #rung!: Promise<void>;

  constructor() {
    this.set();
  }

  get rung(): Promise<void> {
    return this.#rung;
  }

  ring(): void {
    this.#ring();
  }

  set(): void {
    this.#rung = new Promise((resolve) => (this.#ring = resolve));
  }
}
