import type { ProfileDraft } from "./profile-draft.js";
import type { PurchaseHistory } from "./scoring.js";

/** What a profile knows of the person's orders; undefined: there was none. The same for live scoring, occasions and training. */
export function purchaseHistoryOf(draft: Pick<ProfileDraft, "read">): PurchaseHistory | undefined {
  const { orders, revenue, firstOrder, lastOrder } = draft.read("activity");
  if (orders === 0) return undefined;
  const times = draft.read("orders").map(({ time }) => time);
  for (let at = 1; at < times.length; at++) {
    if ((times[at] as number) < (times[at - 1] as number)) {
      // Nearly never: they are kept as they are told.
      times.sort((a, b) => a - b);
      break;
    }
  }
  return { orders, revenue, firstOrder, lastOrder, times };
}
