import { knownPerson } from "../../domain/person.js";
import type { Assortment } from "../population/index.js";
import type { Sent } from "../world/index.js";

const DAY_MS = 86_400_000;
const VALID_MS = 3 * DAY_MS;

/** An e-mail that names what it shows. */
export function compose(
  assortment: Assortment,
  userId: string,
  said: Pick<Sent, "action" | "occasion" | "items"> & { readonly title: string; readonly coupon?: string },
  now: number,
): Sent {
  const { action, occasion, items, title, coupon } = said;
  const names = items.flatMap((id) => assortment.byId.get(id)?.name ?? []);
  return {
    id: `${action}-${userId}-${now.toString(36)}`,
    person: knownPerson(userId),
    channel: "email",
    class: "promotional",
    action,
    occasion,
    items,
    copy: { title, body: `${names.join(", ")}${coupon === undefined ? "" : `. ${coupon}`}` },
    expiresAt: now + VALID_MS,
    ...(coupon === undefined ? {} : { coupon }),
  };
}
