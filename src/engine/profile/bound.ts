import type { EngineContext } from "../../domain/context.js";
import { CHANNELS } from "../../domain/message.js";

/** The longest texts that a profile keeps, in bytes of UTF-8: three for each of the UTF-16 units that features/ cuts at, and a length. */
const ID = 64 * 3 + 2;
const NAME = 80 * 3 + 2;
const PERSON = (2 + 256) * 3 + 2;
const TRAIT = (40 + 256) * 3 + 4;
const SOURCE = 40 * 3 + 2;
const NUMBER = 9;
/** In front of a ring, and of each of its entries. */
const LENGTH = 2;
/** Ids that Attune makes or the configuration names: actions, treatments, timers. */
const OWN_ID = 300;
const LABELS = 8;
const ORDER_ITEMS = 10;

/**
 * The most bytes that a profile can take under these limits (invariant 7), whatever a site sends.
 * `contacts`: the contact ring's capacity.
 */
export function boundOf({ limits, actions }: EngineContext, contacts: number): number {
  const waits = Math.max(1, actions.length);
  return (
    9 +
    16 * 5 +
    PERSON * (limits.linkedIds + 2) +
    22 * NUMBER +
    (limits.categories + limits.tags) * (ID + 4) +
    2 * NUMBER +
    LENGTH * 6 +
    limits.recentItems * (2 * ID + 1 + 2 * NUMBER + LENGTH) +
    LABELS * (ID + NAME + LENGTH) +
    limits.cartLines * (2 * ID + NAME + 3 * NUMBER + LENGTH) +
    waits * OWN_ID +
    limits.savedItems * (2 * ID + 2 * NUMBER) +
    limits.orders * (ID + 4 * NUMBER + ORDER_ITEMS * ID) +
    168 * 5 +
    2 * NUMBER +
    CHANNELS.length * 4 * 5 +
    2 * NUMBER +
    contacts * (1 + NUMBER + 2 * OWN_ID) +
    CHANNELS.length * (1 + 2 * NUMBER + SOURCE) +
    limits.traits * (TRAIT + 2 * NUMBER) +
    waits * (2 * OWN_ID + 3 * NUMBER + 1024 + LENGTH) +
    limits.seenIds * 7 +
    NUMBER
  );
}
