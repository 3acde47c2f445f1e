import type { EngineContext } from "../../domain/context.js";
import { MOST_INTENT_SAMPLES } from "../../domain/intent.js";
import { CHANNELS } from "../../domain/message.js";
import { HOURS_OF_WEEK } from "../../domain/timing.js";

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
/** What an occasion is about: an event's name at the most, or what stands in front of it where it is held. */
const SUBJECT = 400 * 3 + 2;
const LABELS = 8;
const ORDER_ITEMS = 10;
const MOMENT_ITEMS = 5;
/** What an event told: an order's id, a category, and products. */
const TOLD = 2 * ID + MOMENT_ITEMS * (2 * ID + NAME + 2 * NUMBER) + 3;
/** A condition's hash. */
const CONDITION = 8;
const FEATURES = 64;
const HASH = 33;
const SCORE = 2;
/** A version's name is 64 characters of ASCII at most (domain/wire/internal-event.ts), and what it said. */
const PREDICTION = 64 + 2 + SCORE;
/** A key, and two weights in single precision. */
const ATTENTIVE_HOUR = 2 + 2 * 4;
/** Topics named in preferences, each way. */
const TOPICS = 16;

/**
 * The most bytes that a profile can take under these limits (invariant 7), whatever a site sends.
 * `contacts`: the contact ring's capacity.
 */
export function boundOf({ limits, actions }: EngineContext, contacts: number): number {
  const waits = Math.max(1, actions.length);
  return (
    9 +
    26 * 5 +
    // identity, activity
    PERSON * (limits.linkedIds + 2) +
    25 * NUMBER +
    // interests, items, labels
    (limits.categories + limits.tags) * (ID + 4) +
    2 * NUMBER +
    LENGTH * 6 +
    limits.recentItems * (2 * ID + 1 + 2 * NUMBER + LENGTH) +
    LABELS * (ID + NAME + LENGTH) +
    // cart, saved, orders
    limits.cartLines * (2 * ID + NAME + 3 * NUMBER + LENGTH) +
    waits * OWN_ID +
    limits.savedItems * (2 * ID + 2 * NUMBER) +
    limits.orders * (ID + 4 * NUMBER + ORDER_ITEMS * ID) +
    // hours, responses, contacts
    HOURS_OF_WEEK * 5 +
    3 * NUMBER +
    CHANNELS.length * (4 * 5 + 3 * NUMBER) +
    2 * NUMBER +
    contacts * (3 + NUMBER + 6 * OWN_ID + FEATURES + 1 + 2 * PREDICTION) +
    // consent, failures, traits
    HASH +
    NUMBER +
    limits.consents * (2 + 2 * NUMBER + 3 * SOURCE + HASH) +
    CHANNELS.length * NUMBER +
    limits.traits * (TRAIT + 3 * NUMBER) +
    // plans, seen
    limits.plans *
      (3 * OWN_ID + 4 * NUMBER + 1024 + SUBJECT + MOMENT_ITEMS * ID + TOLD + actions.length * CONDITION + LENGTH) +
    limits.seenIds * 7 +
    NUMBER +
    // preferences, standing, loyalty
    CHANNELS.length +
    7 +
    2 * TOPICS * ID +
    9 * NUMBER +
    limits.segments * (OWN_ID + NUMBER) +
    2 * NUMBER +
    OWN_ID +
    6 * NUMBER +
    limits.pointLots * 2 * NUMBER +
    limits.seenIds * 7 +
    // coupons, escalations, trials, what is out of stock
    limits.coupons * (3 * OWN_ID + 3 * NUMBER) +
    limits.escalations * (2 * OWN_ID + SUBJECT + MOMENT_ITEMS * ID + 6 * NUMBER + TOLD + actions.length * CONDITION) +
    limits.trials * (2 * OWN_ID + NUMBER + 1) +
    limits.recentItems * ID +
    // attention, bounces
    CHANNELS.length * HOURS_OF_WEEK * ATTENTIVE_HOUR +
    3 * NUMBER +
    OWN_ID +
    CHANNELS.length * 3 * NUMBER +
    LENGTH +
    // intent
    2 * NUMBER +
    3 * SCORE +
    LENGTH +
    MOST_INTENT_SAMPLES * (NUMBER + LENGTH + 2 * (PREDICTION + SCORE))
  );
}
