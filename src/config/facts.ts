/**
 * The facts that words may use: the merge fields of a template. Anything else is a mistake that is found when the configuration is loaded.
 *
 * There is deliberately no `item.url`: whoever holds a site's public write key could send an event with a link of their own, and it would
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

/** Words that systems write where they know nothing, and other systems' placeholders. A fact of this kind counts as unknown (invariant 6). */
const EMPTY_WORDS =
  /^(?:null|undefined|nan|none|nil|n\/?a|unknown|anonymous|test|[-–—_.?*\s]*|<.*>|\[.*\]|\$?\{.*\}|%.*%|\*\|.*\|\*)$/i;
/** Control and direction marks, placeholders, and links, which mail programs make of plain text. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|\{\{|\{%|\}\}|%\}|:\/\/|\bwww\./i;
const MAX_LENGTH = 200;

/** The fact as it may stand in words, or undefined where it is missing, empty, a system's word for nothing, or unsafe. */
export function usableFact(value: unknown): string | number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.length > MAX_LENGTH) return undefined;
  const trimmed = value.trim();
  return EMPTY_WORDS.test(trimmed) || UNSAFE.test(trimmed) ? undefined : trimmed;
}
