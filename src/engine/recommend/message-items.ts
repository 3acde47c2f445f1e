import type { CandidateRecommendation } from "../../domain/decision.js";
import type { MessageItem } from "../../domain/message.js";
import type { Chosen } from "./recommendations.js";

/** As the message carries them. */
export function messageItems({ items }: Chosen): MessageItem[] {
  return items.map(({ item, reason, because }) => {
    const { id, title, url, image, price, oldPrice } = item;
    return {
      id,
      title: title.trim(),
      url,
      image,
      ...(price === undefined ? {} : { price }),
      ...(oldPrice === undefined ? {} : { oldPrice }),
      reason,
      because: because.map((one) => one.id),
    };
  });
}

/** As the decision keeps them. */
export function recordedItems({ scenario, answeredBy, items }: Chosen): CandidateRecommendation {
  return { scenario, answeredBy, items: items.map(({ item }) => item.id) };
}
