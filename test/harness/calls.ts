import type { JsonObject } from "../../src/domain/event.js";

/** Who makes a call: "ann" and "u:ann" are the user ann, "a:phone" is an anonymous device; or both ids. */
export type Who = string | { readonly userId?: string; readonly anonymousId?: string };

export interface Call {
  readonly type: string;
  readonly messageId?: string;
  readonly timestamp?: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly previousId?: string;
  readonly event?: string;
  readonly name?: string;
  readonly properties?: JsonObject;
  readonly traits?: JsonObject;
  readonly context?: JsonObject;
  readonly integrations?: JsonObject;
}

export function idsOf(who: Who): Pick<Call, "userId" | "anonymousId"> {
  if (typeof who !== "string") return who;
  if (who.startsWith("a:")) return { anonymousId: who.slice(2) };
  return { userId: who.startsWith("u:") ? who.slice(2) : who };
}

/** A product of the test shop by its id: "shoe-1" is "Shoe 1" of category "shoe", at 40. */
export function product(id: string, more: JsonObject = {}): JsonObject {
  const [category = id] = id.split("-");
  const name = `${category.charAt(0).toUpperCase()}${id.slice(1).replace("-", " ")}`;
  return { product_id: id, name, category, brand: "Acme", price: 40, ...more };
}

export function track(who: Who, event: string, properties: JsonObject = {}): Call {
  return { type: "track", ...idsOf(who), event, properties };
}

export function identify(who: Who, traits: JsonObject = {}): Call {
  return { type: "identify", ...idsOf(who), traits };
}

export function order(who: Who, id: string, products: readonly string[]): Call {
  const total = products.length * 40;
  return track(who, "Order Completed", {
    order_id: id,
    total,
    currency: "EUR",
    products: products.map((item) => product(item)),
  });
}

/** What a person who may be written to has told: an address, a name, and agreement to e-mail. */
export const REACHABLE: JsonObject = { email: "someone@example.com", firstName: "Ann", consent: { email: true } };
