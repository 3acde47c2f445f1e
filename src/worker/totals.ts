import type { TotalsDelta } from "../domain/step.js";

/**
 * A partition's running counts, committed with its offset. Names: `applied` (outside events applied to a profile), `internal` (timer, merge,
 * erase and context events applied), `duplicates`, `forwarded`, `misrouted`, `dead`, and those of domain/step.ts (`people`, `decisions`,
 * `messages.<channel>`, `occasions.<name>`, `reasons.<code>`). Beside them `latest`, the newest event time, ms: no count, partitions don't
 * add up to anything by it.
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

  /** An event of this time was applied. */
  reach(time: number): void {
    if (time <= (this.#counts.get("latest") ?? 0)) return;
    this.#counts.set("latest", time);
    this.#bytes = undefined;
  }

  encode(): Uint8Array {
    this.#bytes ??= Buffer.from(JSON.stringify(Object.fromEntries(this.#counts)));
    return this.#bytes;
  }
}

/** The newest event time that a partition's totals know, ms; 0 where they know none. */
export function latestOf(bytes: Uint8Array | undefined): number {
  return bytes === undefined ? 0 : (decodeTotals(bytes)["latest"] ?? 0);
}

export function decodeTotals(bytes: Uint8Array): Record<string, number> {
  return JSON.parse(Buffer.from(bytes).toString()) as Record<string, number>;
}
