import { factPath } from "../domain/usable-fact.js";

/**
 * The facts that words may use: the merge fields of a template. Anything else is a mistake that is found when the configuration is loaded.
 *
 * Which values may stand in words says domain/usable-fact.ts. There is deliberately no `item.url`: whoever holds a site's public write key could send an event with a link of their own, and it would
 * leave in the shop's name. A link is written in the template, with an id in it: `https://shop.example.com/p/{{ item.id | url_encode }}`.
 */
export const FACTS: Readonly<Record<string, string>> = {
  "person.firstName": "the person's first name, as the shop sent it",
  "person.lastName": "the person's last name, as the shop sent it",
  "item.id": "the most relevant item's id",
  "item.name": "its name",
  "item.category": "its category",
  "item.price": "its price, a number",
  "item.oldPrice": "what it cost before its price dropped, a number",
  "item.saving": "how much less that is, a number",
  "items.count": "how many items it is about",
  "items.names": "the names of the first three: Lamp, Chair, Desk",
  "cart.count": "how many pieces are in the cart",
  "cart.value": "what they cost together, a number",
  "cart.items": "the names of three of them, the last first: Lamp, Chair, Desk",
  "saved.count": "how many items the person has saved",
  "saved.items": "the names of three of them that the message is about, the last first",
  "order.id": "the order's id",
  "order.value": "what it cost, a number",
  "order.items": "how many pieces were ordered",
  "order.status": "its new status, as the shop sent it",
  "loyalty.points": "the person's points",
  "loyalty.tier": "the tier they are in",
  "loyalty.nextTier": "the tier above",
  "loyalty.nextBenefit": "what that gives, as configured",
  "loyalty.pointsToNext": "how many points are missing to it",
  "loyalty.expiring": "how many points expire soon",
  "loyalty.expires": "the last day on which all of them are good: 2026-03-16",
  "coupon.code": "a code that only this person has; the treatment needs a coupon pool",
  "coupon.expires": "the last day on which it is good: 2026-03-16",
  "recommended.count": "how many items the treatment recommends",
  "recommended.names": "the names of the first three: Lamp, Chair, Desk",
  "recommended.first": "the first one's name",
  "search.query": "what was searched for without a result",
  "form.name": "the form that was begun",
  "collection.name": "the new collection",
  "moment.subject": "which one the occasion is about: the tag, segment, event, status, slot",
};

const NUMBERS: ReadonlySet<string> = new Set([
  "item.price",
  "item.oldPrice",
  "item.saving",
  "items.count",
  "cart.count",
  "cart.value",
  "saved.count",
  "order.value",
  "order.items",
  "loyalty.points",
  "loyalty.pointsToNext",
  "loyalty.expiring",
  "recommended.count",
]);
const DAYS: ReadonlySet<string> = new Set(["loyalty.expires", "coupon.expires"]);

/** Every fact with a value of its type: what filters are checked with when the configuration is loaded. */
export function sampleFacts(): Record<string, Record<string, string | number>> {
  const facts: Record<string, Record<string, string | number>> = {};
  for (const fact of Object.keys(FACTS)) {
    const [subject, name] = factPath(fact);
    (facts[subject] ??= {})[name] = NUMBERS.has(fact) ? 12.5 : DAYS.has(fact) ? "2026-03-16" : "Sample";
  }
  return facts;
}
