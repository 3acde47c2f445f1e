import type { AttuneEvent, SegmentEvent } from "../../domain/event.js";
import { hash53 } from "../../domain/hash.js";
import { orderIdOf } from "../../domain/order.js";
import { anonymousPerson, knownPerson } from "../../domain/person.js";
import { productOf, productsOf } from "../../domain/product.js";
import type { ItemKind } from "../../domain/profile.js";
import type { InteractionBuilder } from "./interaction-builder.js";
import { RecentSet } from "./recent-set.js";

/** As the engine sees them (engine/features/tracks.ts). */
const KIND_OF: ReadonlyMap<string, ItemKind> = new Map([
  ["Product Viewed", "view"],
  ["Content Viewed", "view"],
  ["Product Added", "cart"],
  ["Wishlist Product Added to Cart", "cart"],
  ["Product Added to Wishlist", "save"],
  ["Order Completed", "order"],
]);
/** Repetitions of an event or an order come within so many others. */
const REMEMBERED = 500_000;

/**
 * What events say of people and items: the same interactions that the engine would have remembered, without its bounds. History counts as the
 * rest does. A forwarded event is passed over: the log holds it where it came in, too.
 */
export class EventInteractions {
  readonly #builder: InteractionBuilder;
  readonly #until: number;
  readonly #events = new RecentSet(REMEMBERED);
  readonly #orders = new RecentSet(REMEMBERED);

  /** @param until only what happened before, ms since the epoch */
  constructor(builder: InteractionBuilder, until = Number.POSITIVE_INFINITY) {
    this.#builder = builder;
    this.#until = until;
  }

  /** Returns whether anything came of it. */
  take(event: AttuneEvent): boolean {
    switch (event.type) {
      case "erase":
        this.#builder.forget(event.person);
        return false;
      case "merge":
        this.#builder.link(event.from, event.into, event.time);
        return false;
      case "context":
      case "delivery":
      case "timer":
        return false;
      default:
        return event.hops === 0 && this.#events.add(hash53(event.id)) && this.#takeCall(event);
    }
  }

  #takeCall(event: SegmentEvent): boolean {
    const { person, anonymousId, previousId, time } = event;
    if (event.userId !== undefined && anonymousId !== undefined)
      this.#builder.link(anonymousPerson(anonymousId), person, time);
    if (event.type === "alias" && previousId !== undefined) {
      this.#builder.link(anonymousPerson(previousId), person, time);
      this.#builder.link(knownPerson(previousId), person, time);
    }
    const kind = event.type === "track" ? KIND_OF.get(event.name) : undefined;
    if (kind === undefined || time >= this.#until) return false;
    return kind === "order" ? this.#takeOrder(event) : this.#takeProduct(event, kind);
  }

  #takeProduct({ person, properties, time }: SegmentEvent, kind: ItemKind): boolean {
    const product = productOf(properties);
    if (product === undefined) return false;
    this.#builder.add({ person, item: product.id, kind, time, category: product.category, price: product.price });
    return true;
  }

  /** A browser and a server report one order, each with a message id of its own. */
  #takeOrder({ id, person, properties, time }: SegmentEvent): boolean {
    if (!this.#orders.add(hash53(`${person}\u0000${orderIdOf(properties) ?? id}`))) return false;
    const products = productsOf(properties);
    for (const { id: item, category, price } of products)
      this.#builder.add({ person, item, kind: "order", time, category, price });
    return products.length > 0;
  }
}
