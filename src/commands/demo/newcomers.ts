import type { SegmentCall } from "../../simulator/segment-call.js";

/** A visitor whom nobody knows, and what they have looked at, newest first. */
export interface Newcomer {
  readonly anonymousId: string;
  readonly clicks: readonly Click[];
}

interface Click {
  readonly id: string;
  readonly title: string;
}

/** Visitors remembered, the newest. */
const REMEMBERED = 2_000;
/** The first clicks: as many as make a taste, and not more. */
const FEWEST_CLICKS = 3;
const MOST_CLICKS = 5;

/** Follows the calls that are sent, and knows somebody who has only just come. */
export class Newcomers {
  /** By the time of their last click. */
  readonly #clicks = new Map<string, Click[]>();

  saw({ anonymousId, userId, event, properties }: SegmentCall): void {
    const clicks = this.#clicks.get(anonymousId) ?? [];
    if (userId !== undefined || event === "Product Viewed") this.#clicks.delete(anonymousId);
    if (userId !== undefined || event !== "Product Viewed") return;
    const { product_id: id, name: title } = properties ?? {};
    if (typeof id !== "string" || typeof title !== "string") return;
    this.#clicks.set(anonymousId, [{ id, title }, ...clicks.filter((click) => click.id !== id)]);
    const [oldest] = this.#clicks.keys();
    if (this.#clicks.size > REMEMBERED && oldest !== undefined) this.#clicks.delete(oldest);
  }

  /** Who of those with a few clicks clicked last; undefined: nobody. */
  get newest(): Newcomer | undefined {
    const few = [...this.#clicks].findLast(([, { length }]) => length >= FEWEST_CLICKS && length <= MOST_CLICKS);
    return few === undefined ? undefined : { anonymousId: few[0], clicks: few[1] };
  }
}
