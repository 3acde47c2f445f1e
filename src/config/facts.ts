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
  "cart.count": "how many pieces are in the cart",
  "cart.value": "what they cost together, a number",
  "order.id": "the order's id",
  "order.value": "what it cost, a number",
  "order.items": "how many pieces were ordered",
};

/**
 * Words that systems write where they know nothing. A fact of this kind counts as unknown (invariant 6).
 */
const EMPTY_WORDS = /^(?:null|undefined|nan|none|nil|n\/?a|unknown|anonymous|test|[-–—_.?*\s]*|\[object .*\])$/i;
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|\{\{|\{%|\}\}|%\}/;
const MAX_LENGTH = 200;

/** The fact as it may stand in words, or undefined where it is missing, empty, a system's word for nothing, or unsafe. */
export function usableFact(value: unknown): string | number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.length > MAX_LENGTH) return undefined;
  const trimmed = value.trim();
  return EMPTY_WORDS.test(trimmed) || UNSAFE.test(trimmed) ? undefined : trimmed;
}
