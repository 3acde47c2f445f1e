import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile.js";
import type { Product } from "./product.js";

const MOST_OF_ONE = 1_000_000;

/** The cart as the events tell it. Every change makes it a cart that was not announced yet. */
export function addToCart(draft: ProfileDraft, product: Product, time: number, context: EngineContext): void {
  const cart = draft.write("cart");
  const at = cart.lines.findIndex((line) => line.item === product.id);
  const before = at < 0 ? undefined : cart.lines[at];
  if (at >= 0) cart.lines.splice(at, 1);
  cart.lines.push({
    item: product.id,
    quantity: Math.min(MOST_OF_ONE, (before?.quantity ?? 0) + product.quantity),
    price: product.price ?? before?.price,
    category: product.category === "" ? (before?.category ?? "") : product.category,
    name: product.name === "" ? (before?.name ?? "") : product.name,
    time,
  });
  if (cart.lines.length > context.limits.cartLines) cart.lines.shift();
  cart.announced = [];
}

/** Takes `quantity` pieces out, or the whole line where the event gives no number. */
export function removeFromCart(draft: ProfileDraft, item: string, quantity: number | undefined): void {
  const at = draft.read("cart").lines.findIndex((line) => line.item === item);
  if (at < 0) return;
  const cart = draft.write("cart");
  const line = cart.lines[at];
  if (line === undefined || quantity === undefined || quantity >= line.quantity) cart.lines.splice(at, 1);
  else cart.lines[at] = { ...line, quantity: line.quantity - quantity };
  cart.announced = [];
}

/** An order empties the cart of what was ordered, or altogether where the order does not say what. */
export function emptyCart(draft: ProfileDraft, ordered: readonly Product[]): void {
  if (draft.read("cart").lines.length === 0) return;
  const cart = draft.write("cart");
  cart.lines =
    ordered.length === 0 ? [] : cart.lines.filter((line) => !ordered.some((product) => product.id === line.item));
  cart.announced = [];
}
