import type { Assortment } from "../population/index.js";
import type { Sender } from "../world/index.js";
import { Bestsellers } from "./bestsellers.js";
import { newsletter, nextNewsletter } from "./newsletter.js";
import { Subscribers } from "./subscribers.js";

/** Mass sending: every week the same to everybody who agreed, from `live` on. */
export function massSender(assortment: Assortment, live: number): Sender {
  const [subscribers, bestsellers] = [new Subscribers(), new Bestsellers()];
  let next = nextNewsletter(live);
  return {
    hear(call, now) {
      subscribers.hear(call);
      bestsellers.hear(call, now);
      return [];
    },
    get next() {
      return next;
    },
    wake(now) {
      next = nextNewsletter(now);
      return newsletter(assortment, subscribers, bestsellers, now);
    },
  };
}
