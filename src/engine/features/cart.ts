import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Product } from "../../domain/product.js";

const MOST_OF_ONE = 1_000_000;

/** The cart as the events tell it. Every change makes it a cart that was not announced yet. */
export function addToCart(draft: ProfileDraft, product: Product, time: number, context: EngineContext): void {
  const before = draft.cartLine(product.id);
  draft.putInCart(
    {
      item: product.id,
      quantity: Math.min(MOST_OF_ONE, (before?.quantity ?? 0) + product.quantity),
      price: product.price ?? before?.price,
      category: product.category === "" ? (before?.category ?? "") : product.category,
      name: product.name === "" ? (before?.name ?? "") : product.name,
      // An add that is told late makes no later one older.
      time: Math.max(time, before?.time ?? time),
    },
    context.limits.cartLines,
  );
}

/** Takes `quantity` pieces out, or the whole line where the event gives no number. What was put in after that stays. */
export function removeFromCart(draft: ProfileDraft, item: string, quantity: number | undefined, time: number): void {
  const line = draft.cartLine(item);
  if (line === undefined || line.time > time) return;
  if (quantity === undefined || quantity >= line.quantity) return draft.takeFromCart([item]);
  const cart = draft.write("cart");
  const at = cart.lines.findIndex((other) => other.item === item);
  cart.lines[at] = { ...line, quantity: line.quantity - quantity };
  cart.announced = [];
}

/** An order empties the cart of what was ordered, or altogether where the order does not say what. What was put in after it stays. */
export function emptyCart(draft: ProfileDraft, ordered: readonly Product[], time: number): void {
  if (!draft.hasCart()) return;
  const ids = new Set(ordered.map((product) => product.id));
  const { lines } = draft.read("cart");
  const gone = lines.filter((line) => line.time <= time && (ids.size === 0 || ids.has(line.item)));
  if (gone.length > 0) draft.takeFromCart(gone.map((line) => line.item));
}
