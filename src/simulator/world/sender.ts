import type { Message } from "../../domain/message.js";
import type { Perceived, ShopCall } from "../population/index.js";

/** A message on its way to somebody. */
export interface Sent extends Perceived, Pick<Message, "id" | "person" | "action" | "expiresAt"> {}

/**
 * Who speaks to the population: it hears what the shop's site, till and mail service tell, and knows nothing else of anybody. Times in ms, never going
 * back.
 */
export interface Sender {
  /** Returns what leaves at once. `isHistory`: from before it is at work; it learns from it and says nothing. */
  hear(call: ShopCall, now: number, isHistory: boolean): readonly Sent[];
  /** When it wants to be woken; Infinity: never. */
  readonly next: number;
  /** Returns what leaves now. */
  wake(now: number): readonly Sent[] | Promise<readonly Sent[]>;
}
