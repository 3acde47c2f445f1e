import type { TotalsDelta } from "../domain/step.js";

/**
 * A partition's running counts, committed with its offset. Names: `applied` (outside events applied to a profile), `internal` (timer, merge
 * and erase events applied), `duplicates`, `forwarded`, `misrouted`, `dead`, and those of domain/step.ts (`people`, `decisions`,
 * `messages.<channel>`, `occasions.<name>`, `reasons.<code>`).
 */
export class Totals {
  readonly #counts: Map<string, number>;
  #bytes: Uint8Array | undefined;

  constructor(bytes?: Uint8Array) {
    this.#counts = new Map(bytes === undefined ? [] : Object.entries(decodeTotals(bytes)));
    this.#bytes = bytes;
  }

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
    this.#bytes = undefined;
  }

  addAll(delta: TotalsDelta): void {
    for (const [name, count] of delta) this.add(name, count);
  }

  encode(): Uint8Array {
    this.#bytes ??= Buffer.from(JSON.stringify(Object.fromEntries(this.#counts)));
    return this.#bytes;
  }
}

export function decodeTotals(bytes: Uint8Array): Record<string, number> {
  return JSON.parse(Buffer.from(bytes).toString()) as Record<string, number>;
}
