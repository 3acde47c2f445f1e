import type { Product } from "../../domain/product.js";
import type { Plan, View } from "../../domain/profile.js";
import type { Told } from "../../domain/told.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/** The shop says what something costs now: that holds wherever the profile knows an older price, but for what was paid. */
export function notePrice(draft: ProfileDraft, { id, price }: Product, time: number): void {
  if (price === undefined) return;
  draft.read("items").forEach((item, i) => {
    if (item.id === id && item.kind !== "order" && item.price !== price && item.time <= time)
      draft.write("items")[i] = { ...item, price };
  });
  draft.read("saved").forEach((saved, i) => {
    if (saved.item === id && saved.price !== price && saved.time <= time) draft.write("saved")[i] = { ...saved, price };
  });
  const line = draft.cartLine(id);
  if (line !== undefined && line.price !== price && line.time <= time) {
    const { lines } = draft.write("cart");
    lines[lines.findIndex(({ item }) => item === id)] = { ...line, price };
  }
  draft.read("plans").open.forEach((plan, i) => {
    const told = plan.openedAt <= time ? retold(plan, id, price) : undefined;
    if (told !== undefined) draft.write("plans").open[i] = { ...plan, told };
  });
  draft.read("escalations").forEach((escalation, i) => {
    const told = escalation.occasionAt <= time ? retold(escalation, id, price) : undefined;
    if (told !== undefined) draft.write("escalations")[i] = { ...escalation, told };
  });
}

/** undefined: nothing was told of it, or this. */
function retold({ told }: View<Pick<Plan, "told">>, id: string, price: number): Told | undefined {
  if (!told?.products.some((product) => product.id === id && product.price !== price)) return undefined;
  return { ...told, products: told.products.map((product) => (product.id === id ? { ...product, price } : product)) };
}
