/** A few examples of each kind of mistake, for whoever reads a red test. */
export class Notes {
  readonly all: string[] = [];

  add(what: string, which: readonly string[]): void {
    if (which.length > 0) this.all.push(`${what}: ${which.length} (${which.slice(0, 3).join(", ")})`);
  }
}
