import type { Loyalty, PointLot } from "../../../domain/points.js";
import { packHash, unpackHash } from "../packed/seen.js";
import { emptyList, packList, type SectionCodec, unpackList } from "./section-codec.js";

/** packed/loyalty.ts reads when the first points run out, which stands in front. */
export const loyaltyCodec: SectionCodec<Loyalty> = {
  empty: Object.freeze({
    balance: 0,
    lifetime: 0,
    tier: "",
    tierSince: 0,
    lots: emptyList<PointLot>(),
    booked: emptyList<number>(),
  }),
  isEmpty: (l) =>
    l.balance === 0 && l.lifetime === 0 && l.tier === "" && l.tierSince === 0 && l.lots.length + l.booked.length === 0,
  copy: (l) => ({ ...l, lots: l.lots.slice(), booked: l.booked.slice() }),
  pack(w, l) {
    w.double(l.lots[0]?.expires ?? Number.POSITIVE_INFINITY);
    w.amount(l.balance);
    w.amount(l.lifetime);
    w.text(l.tier);
    w.signed(l.tierSince);
    packList(w, l.lots, (writer, lot) => {
      writer.amount(lot.points);
      writer.moment(lot.expires);
    });
    packList(w, l.booked, packHash);
  },
  unpack(r) {
    r.double();
    return {
      balance: r.amount() ?? 0,
      lifetime: r.amount() ?? 0,
      tier: r.text(),
      tierSince: r.signed(),
      lots: unpackList(r, (reader) => ({ points: reader.amount() ?? 0, expires: reader.moment() })),
      booked: unpackList(r, unpackHash),
    };
  },
};
