import type { JsonObject } from "./event.js";
import type { Channel, Copy } from "./message.js";

/** A reason to consider speaking now. */
export type Occasion = "cart-abandoned" | "browse-abandoned" | "order-placed";
export const OCCASIONS: readonly Occasion[] = ["cart-abandoned", "browse-abandoned", "order-placed"];

/** What takes an occasion back while it waits. */
export type CancelReason = "purchase" | "return";

/** One version of a treatment's words. The first whose facts are all known is used; none: the treatment can't be said. */
export interface CopyVersion {
  /** The merge fields it uses, e.g. ["item.name"]; empty for plain words. */
  readonly facts: readonly string[];
  /** undefined when a fact is missing, empty or unsafe. Pure. */
  render(facts: JsonObject): Copy | undefined;
}

/** How an action is said: Pega's treatment. */
export interface Treatment {
  readonly id: string;
  readonly channel: Channel;
  readonly copy: readonly CopyVersion[];
}

/** What we want: Pega's hierarchy issue > group > action > treatment. */
export interface Action {
  readonly id: string;
  readonly issue: string;
  readonly group: string;
  readonly occasion: Occasion;
  /** How long the person must have been silent (abandonment) or how long to wait (order placed), ms; 0 speaks at once. */
  readonly waitMs: number;
  readonly cancelOn: readonly CancelReason[];
  /** V of P·C·V·L: what it is worth when it works, in the shop's currency. */
  readonly value: number;
  /** L of P·C·V·L: a manager's weight, 1 = neutral. */
  readonly lever: number;
  /** Least value of cart or order at which it applies; 0 = always. */
  readonly minimumValue: number;
  /** The message is worthless after this long, ms. */
  readonly validityMs: number;
  /** Not again to the same person within, ms; 0 = no cool-down. */
  readonly coolDownMs: number;
  readonly treatments: readonly Treatment[];
}
