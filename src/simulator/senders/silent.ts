import type { Sender } from "../world/index.js";

/** Says nothing: what people do by themselves. */
export function silentSender(): Sender {
  return { hear: () => [], next: Number.POSITIVE_INFINITY, wake: () => [] };
}
