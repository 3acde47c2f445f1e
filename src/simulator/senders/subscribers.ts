import { objectOf, textOf } from "../../domain/fields.js";
import type { ShopCall } from "../population/index.js";

/** Who agreed to e-mail and hasn't taken it back, as log-ins and unsubscriptions tell. */
export class Subscribers {
  readonly #agreed = new Set<string>();
  readonly #asked = new Set<string>();

  /** @returns the user who has agreed just now, for the first time */
  hear({ event, userId, traits, properties }: ShopCall): string | undefined {
    if (userId === undefined) return undefined;
    if (event === "Unsubscribed" && textOf(properties?.["channel"], 16) === "email") this.#agreed.delete(userId);
    if (traits === undefined || this.#asked.has(userId)) return undefined;
    this.#asked.add(userId);
    if (objectOf(traits["consent"])?.["email"] !== true) return undefined;
    this.#agreed.add(userId);
    return userId;
  }

  has(userId: string): boolean {
    return this.#agreed.has(userId);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#agreed.values();
  }
}
