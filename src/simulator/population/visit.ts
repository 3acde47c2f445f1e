import { pageUrl, type Product, productProperties } from "../catalogue.js";
import type { Random } from "../random.js";
import { buy, buysByThemselves, favourite, lineProperties, type Order, orderProperties } from "./buying.js";
import { deviceCall, type ShopCall, traitsOf } from "./calls.js";
import type { Device, Need, Person } from "./person.js";
import { interestIn, likingOf } from "./taste.js";

/** Why somebody comes, and with what luck. */
export interface Visit {
  /** Its name among the person's visits. */
  readonly id: string;
  readonly device: Device;
  readonly random: Random;
  readonly need: Need | undefined;
  /** What brought them, where a message did: a product that they land on, and whether they will order. */
  readonly caused?:
    | { readonly product: Product | undefined; readonly orders: boolean; readonly discount: number }
    | undefined;
}

/** One call of a visit, and the order that it tells. */
export interface Act {
  readonly time: number;
  readonly call: ShopCall;
  readonly order?: Order;
}

const LOGS_IN = 0.3;
const LOOKS_FOR_IT = 0.35;
/** Of what is looked at: part that goes into the cart when it is needed, and when not; and part that is saved. */
const INTO_CART = { needed: 0.3, else: 0.04 };
const SAVED = 0.04;
/** Part of those with a cart who begin to check out and don't end it. */
const GIVES_UP = 0.12;
/** What has lain in the cart for longer is taken out at the till. */
const STALE_MS = 3 * 86_400_000;
/** Seconds on one page: median and spread. */
const ON_PAGE = { median: 25, spread: 0.8 };

/** A visit to the site, call by call. Cart, saved things and what was looked at change as it goes on; so does what they need, where they order. */
export function* visit(person: Person, { id, device, random, need, caused }: Visit, start: number): Generator<Act> {
  const { situation, assortment } = person;
  let [now, count] = [start, 0];
  const act = (said: Parameters<typeof deviceCall>[4], order?: Order): Act => {
    const done = {
      time: now,
      call: deviceCall(person, device, `${id}-${count++}`, now, said),
      ...(order === undefined ? {} : { order }),
    };
    now += Math.round(Math.min(600, Math.max(2, random.logNormal(ON_PAGE.median, ON_PAGE.spread))) * 1_000);
    return done;
  };
  const logIn = (): Act => {
    device.loggedIn = true;
    return act({ traits: traitsOf(person) });
  };
  const look = function* (product: Product): Generator<Act> {
    situation.viewed.set(product.id, now);
    yield act({ event: "Product Viewed", properties: productProperties(product) });
  };

  const landing = caused?.product;
  if (landing === undefined) yield act({ name: "Home", properties: { path: "/", url: pageUrl("/") } });
  if (person.account !== undefined && !device.loggedIn && random.chance(LOGS_IN)) yield logIn();

  let wanted = landing;
  if (landing !== undefined) yield* look(landing);
  const category = need?.category ?? landing?.category ?? drawCategory(person, now, random);
  const shelf = assortment.byCategory.get(category) ?? [];
  const looks = landing === undefined ? random.whole(need === undefined ? 0 : 1, 5) : random.whole(0, 2);
  if (looks > 0) {
    yield random.chance(LOOKS_FOR_IT)
      ? act({ event: "Products Searched", properties: { query: category } })
      : act({ event: "Product List Viewed", properties: { list_id: category, category } });
  }
  for (let left = looks; left > 0; left--) {
    const product = favourite(person, shelf, now, random);
    if (product === undefined) break;
    yield* look(product);
    if (wanted === undefined || likingOf(person, product, now) > likingOf(person, wanted, now)) wanted = product;
    if (random.chance(need === undefined ? INTO_CART.else : INTO_CART.needed * (0.5 + need.strength))) {
      situation.cart.set(product.id, { product, at: now, quantity: 1 });
      yield act({ event: "Product Added", properties: { ...productProperties(product), quantity: 1 } });
    } else if (!situation.saved.has(product.id) && random.chance(SAVED)) {
      situation.saved.add(product.id);
      yield act({ event: "Product Added to Wishlist", properties: productProperties(product) });
    }
  }
  const newest = [...situation.cart.values()].at(-1)?.product;
  const chosen = caused === undefined ? (newest ?? wanted) : (landing ?? newest ?? wanted);
  if (chosen === undefined) return;
  const orders = caused === undefined ? random.chance(buysByThemselves(person, chosen, now)) : caused.orders;
  if (!orders) {
    if (situation.cart.size === 0 || !random.chance(GIVES_UP)) return;
    const lines = [...situation.cart.values()].map(lineProperties);
    yield act({ event: "Checkout Started", properties: { products: lines } });
    return;
  }
  if (!situation.cart.has(chosen.id)) {
    situation.cart.set(chosen.id, { product: chosen, at: now, quantity: 1 });
    yield act({ event: "Product Added", properties: { ...productProperties(chosen), quantity: 1 } });
  }
  for (const { product, at } of [...situation.cart.values()]) {
    if (product.id === chosen.id || now - at < STALE_MS) continue;
    situation.cart.delete(product.id);
    yield act({ event: "Product Removed", properties: { ...productProperties(product), quantity: 1 } });
  }
  if (person.account !== undefined && !device.loggedIn) yield logIn();
  yield act({ event: "Checkout Started", properties: { products: [...situation.cart.values()].map(lineProperties) } });
  const order = buy(person, chosen, now, caused?.discount ?? 0, random);
  yield act({ event: "Order Completed", properties: orderProperties(order) }, order);
}

/** Who comes without a need looks at what they like. */
function drawCategory(person: Person, now: number, random: Random): string {
  return random.weighted(
    Object.fromEntries(
      person.assortment.categories.map((category) => [category, Math.exp(1.5 * interestIn(person, category, now))]),
    ),
  );
}

const CRAWLED = { least: 10, most: 40 };

/** A crawler's visit: one product after the other, a second each, no matter which. */
export function* crawl(
  person: Person,
  { id, device, random }: Pick<Visit, "id" | "device" | "random">,
  start: number,
): Generator<Act> {
  const count = random.whole(CRAWLED.least, CRAWLED.most);
  for (let number = 0; number < count; number++) {
    const time = start + number * 1_000;
    const properties = productProperties(random.pick(person.assortment.products));
    yield { time, call: deviceCall(person, device, `${id}-${number}`, time, { event: "Product Viewed", properties }) };
  }
}
