import type { Occasion } from "../../domain/action.js";
import type { Moment } from "../../domain/consideration.js";
import type { CartLine, ProfileDraft, View } from "../../domain/profile.js";

type Subject = Pick<Moment, "items" | "value" | "justBought">;

/** What an occasion is about: its items, most relevant first, without what was bought just now, and its value. */
export function subjectOf(draft: ProfileDraft, occasion: Occasion, time: number, justBoughtMs: number): Subject {
  const orders = draft.read("orders");
  if (occasion === "order-placed") {
    const order = orders.at(-1);
    return { items: order?.items ?? [], value: order?.value ?? 0, justBought: false };
  }
  const bought = new Set(orders.filter((order) => time - order.time < justBoughtMs).flatMap((order) => order.items));
  if (occasion === "cart-abandoned") {
    const { lines } = draft.read("cart");
    const left = lines.filter((line) => !bought.has(line.item)).toSorted((a, b) => worth(b) - worth(a));
    const value = left.reduce((sum, line) => sum + worth(line), 0);
    return { items: left.map((line) => line.item), value, justBought: left.length < lines.length };
  }
  const viewed = draft
    .read("items")
    .filter((item) => item.kind === "view")
    .toReversed();
  const left = viewed.filter((item) => !bought.has(item.id));
  return {
    items: left.slice(0, 5).map((item) => item.id),
    value: left[0]?.price ?? 0,
    justBought: left.length < viewed.length,
  };
}

function worth(line: View<CartLine>): number {
  return (line.price ?? 0) * line.quantity;
}
