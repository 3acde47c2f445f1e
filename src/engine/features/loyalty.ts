import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { idOf } from "../../domain/fields.js";
import { hash53 } from "../../domain/hash.js";
import { addLot, roundPoints, tierOf } from "../../domain/points.js";
import type { PointLot } from "../../domain/points.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { pointsOf, timeOf } from "./values.js";

/** Seeds of a transaction's hash: one id may stand for what an order earned and for what was redeemed in it. */
const KINDS = { earned: 0, redeemed: 1, adjusted: 2 } as const;
type Kind = keyof typeof KINDS;

/** Points Earned, Redeemed, Adjusted: booked once for each `transaction_id` (or each event, where there is none). */
export function bookPoints(draft: ProfileDraft, kind: Kind, event: SegmentEvent, context: EngineContext): void {
  const { properties, time } = event;
  const points = pointsOf(properties["points"] ?? properties["value"]);
  if (points === undefined || (points < 0 && kind !== "adjusted")) return;
  const transaction = idOf(properties["transaction_id"] ?? properties["transactionId"]) ?? event.id;
  const expires = timeOf(properties["expires_at"] ?? properties["expiresAt"]);
  book(draft, kind, transaction, kind === "redeemed" ? -points : points, expires ?? expiryOf(time, context), context);
}

/** What an order earns, where the programme counts orders. A "Points Earned" that names the order as its transaction is the same booking. */
export function earnByOrder(
  draft: ProfileDraft,
  order: { id: string; value: number },
  time: number,
  context: EngineContext,
): void {
  const points = Math.floor(order.value * context.loyalty.perCurrency);
  if (points > 0) book(draft, "earned", order.id, points, expiryOf(time, context), context);
}

function expiryOf(time: number, { loyalty }: EngineContext): number {
  return loyalty.expiryMs > 0 ? time + loyalty.expiryMs : Number.POSITIVE_INFINITY;
}

function book(
  draft: ProfileDraft,
  kind: Kind,
  transaction: string,
  points: number,
  expires: number,
  context: EngineContext,
): void {
  const hash = hash53(transaction, KINDS[kind]);
  if (draft.read("loyalty").booked.includes(hash)) return;
  const loyalty = draft.write("loyalty");
  loyalty.booked.push(hash);
  if (loyalty.booked.length > context.limits.seenIds) loyalty.booked.shift();
  // What is redeemed was earned before; a correction corrects that too.
  if (kind !== "redeemed") loyalty.lifetime = Math.max(0, roundPoints(loyalty.lifetime + points));
  if (points > 0) addLot(loyalty.lots, { points, expires }, context.limits.pointLots);
  else takePoints(loyalty.lots, -points);
  settle(draft, context);
}

/** Lets points go whose time is over by the profile's clock. */
export function expirePoints(draft: ProfileDraft, context: EngineContext): void {
  if (draft.firstExpiry() <= draft.read("activity").clock) settle(draft, context);
}

function settle(draft: ProfileDraft, context: EngineContext): void {
  const { clock } = draft.read("activity");
  const loyalty = draft.write("loyalty");
  while (loyalty.lots.length > 0 && (loyalty.lots[0] as PointLot).expires <= clock) loyalty.lots.shift();
  loyalty.balance = roundPoints(loyalty.lots.reduce((sum, lot) => sum + lot.points, 0));
  const tier = tierOf(loyalty.lifetime, loyalty.balance, context.loyalty);
  if (tier === loyalty.tier) return;
  loyalty.tier = tier;
  loyalty.tierSince = clock;
}

/** The first to expire go first; there is no debt. */
function takePoints(lots: PointLot[], points: number): void {
  let left = points;
  for (let first = lots[0]; first !== undefined && left > 0; first = lots[0]) {
    if (first.points > left) {
      lots[0] = { ...first, points: roundPoints(first.points - left) };
      return;
    }
    left -= first.points;
    lots.shift();
  }
}
