/** Events a second over the last few looks. */
export class Pace {
  readonly #looks: { readonly at: number; readonly applied: number }[] = [];

  of(applied: number): number {
    const now = performance.now();
    this.#looks.push({ at: now, applied });
    if (this.#looks.length > 9) this.#looks.shift();
    const first = this.#looks[0];
    return first === undefined || now === first.at
      ? 0
      : Math.round(((applied - first.applied) / (now - first.at)) * 1000);
  }
}
