import type { JsonObject } from "../domain/event.js";
import { CURRENCY, pageUrl, productProperties, type Product } from "./catalogue.js";
import type { SegmentCall } from "./segment-call.js";
import type { CartLine, Device, Visitor } from "./visitor.js";

/** What the visitors walk through. */
export interface Shop {
  readonly byCategory: ReadonlyMap<string, readonly Product[]>;
}

/** How a visit ended: when, and with what left behind. */
export interface VisitEnd {
  readonly time: number;
  readonly bought: boolean;
  readonly cartLeft: boolean;
}

/** One visit on one device: it yields its calls in order of time and changes cart, saved items and log-in as it goes. */
export function* visit(visitor: Visitor, device: Device, shop: Shop, start: number): Generator<SegmentCall, VisitEnd> {
  const { random, cart } = visitor;
  let now = start;
  const say = (type: SegmentCall["type"], rest: Partial<SegmentCall>): SegmentCall => {
    const call = segmentCall(visitor, device, now, type, rest);
    now += Math.round(1_000 + Math.min(600_000, random.logNormal(18_000, 0.9)));
    return call;
  };
  const track = (event: string, properties: JsonObject): SegmentCall => say("track", { event, properties });

  yield say("page", { name: "Home", properties: { path: "/", url: pageUrl("/") } });
  const mood = random.weighted({ bounce: 25, browse: 45, shop: 30 + (cart.size > 0 ? 25 : 0) });
  if (mood === "bounce") return { time: now, bought: false, cartLeft: cart.size > 0 };
  if (visitor.account !== undefined && !device.loggedIn && random.chance(0.4)) yield logIn();

  for (let left = random.whole(1, mood === "shop" ? 5 : 4); left > 0; left--) {
    const category = random.chance(0.8)
      ? random.pick(visitor.liking.categories)
      : random.pick([...shop.byCategory.keys()]);
    yield random.chance(0.25)
      ? track("Products Searched", { query: category })
      : track("Product List Viewed", { list_id: category, category });
    for (const product of choose(visitor, shop.byCategory.get(category) ?? [])) {
      yield track("Product Viewed", productProperties(product));
      if (random.chance(mood === "shop" ? 0.35 : 0.08)) {
        const quantity = random.chance(0.85) ? 1 : 2;
        const line = cart.get(product.id);
        cart.set(product.id, { product, quantity: (line?.quantity ?? 0) + quantity });
        yield track("Product Added", { ...productProperties(product), quantity });
      } else if (!visitor.saved.has(product.id) && random.chance(0.06)) {
        visitor.saved.add(product.id);
        yield track("Product Added to Wishlist", productProperties(product));
      }
    }
  }

  if (mood !== "shop" || cart.size === 0) return { time: now, bought: false, cartLeft: cart.size > 0 };
  yield track("Cart Viewed", { products: [...cart.values()].map(lineProperties) });
  const unwanted = random.chance(0.2) ? random.pick([...cart.values()]) : undefined;
  if (unwanted !== undefined) {
    cart.delete(unwanted.product.id);
    yield track("Product Removed", { ...productProperties(unwanted.product), quantity: unwanted.quantity });
  }
  if (cart.size === 0 || !random.chance(visitor.readiness + 0.2))
    return { time: now, bought: false, cartLeft: cart.size > 0 };

  if (visitor.account !== undefined && !device.loggedIn) yield logIn();
  const order = orderProperties(visitor);
  yield track("Checkout Started", order);
  if (!random.chance(0.7)) return { time: now, bought: false, cartLeft: true };
  yield track("Order Completed", order);
  cart.clear();
  return { time: now, bought: true, cartLeft: false };

  function logIn(): SegmentCall {
    device.loggedIn = true;
    return say("identify", { traits: { ...visitor.account?.traits } });
  }
}

/** Some products of a list: those that they like, that everybody likes, and near what they like to pay, come first. */
function choose(visitor: Visitor, products: readonly Product[]): Product[] {
  const { random, liking, budget } = visitor;
  const rankOf = (product: Product): number =>
    Math.abs(Math.log(product.price / budget)) - liking.of(product) - product.appeal + random.between(0, 1.5);
  return products
    .map((product) => ({ product, rank: rankOf(product) }))
    .sort((a, b) => a.rank - b.rank || (a.product.id < b.product.id ? -1 : 1))
    .slice(0, random.whole(1, 4))
    .map(({ product }) => product);
}

function lineProperties(line: CartLine): JsonObject {
  return { ...productProperties(line.product), quantity: line.quantity };
}

function orderProperties(visitor: Visitor): JsonObject {
  const lines = [...visitor.cart.values()];
  const total = Math.round(lines.reduce((sum, line) => sum + line.product.price * line.quantity, 0) * 100) / 100;
  return {
    order_id: `o-${visitor.random.hex(8)}`,
    value: total,
    revenue: total,
    total,
    currency: CURRENCY,
    products: lines.map(lineProperties),
  };
}

function segmentCall(
  visitor: Visitor,
  device: Device,
  time: number,
  type: SegmentCall["type"],
  rest: Partial<SegmentCall>,
): SegmentCall {
  const userId = device.loggedIn ? visitor.account?.userId : undefined;
  return {
    messageId: `${visitor.label}-${visitor.calls++}`,
    type,
    timestamp: new Date(time).toISOString(),
    anonymousId: device.anonymousId,
    ...(userId === undefined ? {} : { userId }),
    ...rest,
    context: { library: { name: "attune-simulator", version: "1" }, userAgent: device.userAgent, locale: "en-GB" },
  };
}
