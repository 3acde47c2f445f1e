import { buy, favourite, type Order, orderProperties } from "./buying.js";
import { type ShopCall, serverCall } from "./calls.js";
import { chanceOf } from "./chance.js";
import type { Need, Person } from "./person.js";

/** Part of those who go into the store for something and find it there, at the strongest need. */
const BUYS = 0.6;

/** Somebody goes into the store for something. What is bought there is told only of those who show their card. */
export function storeVisit(
  person: Person,
  need: Need,
  number: number,
  now: number,
): { readonly order: Order; readonly call: ShopCall | undefined } | undefined {
  const random = chanceOf(person, "store", number);
  const shelf = person.assortment.byCategory.get(need.category) ?? [];
  const product = favourite(person, shelf, now, random);
  if (product === undefined || !random.chance(BUYS * need.strength)) return undefined;
  // What lies in the basket on the site stays there: the till knows nothing of it.
  const basket = [...person.situation.cart];
  person.situation.cart.clear();
  const order = buy(person, product, now, 0, random);
  for (const [id, line] of basket) if (id !== product.id) person.situation.cart.set(id, line);
  const { account } = person;
  if (account === undefined || !account.hasCard) return { order, call: undefined };
  const properties = { ...orderProperties(order), channel: "store" };
  return { order, call: serverCall(person, account.userId, `s${number}`, now, "Order Completed", properties) };
}
