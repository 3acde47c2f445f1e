import type { Plan, Plans } from "../../../domain/profile.js";
import { packHash, unpackHash } from "../packed/seen.js";
import {
  emptyList,
  type EntryCodec,
  packRing,
  packTexts,
  type SectionCodec,
  unpackRing,
  unpackTexts,
} from "./section-codec.js";
import { packTold, unpackTold } from "./told.js";

const planEntry: EntryCodec<Plan> = {
  pack(w, plan) {
    w.double(plan.due);
    w.double(plan.openedAt);
    w.text(plan.kind);
    w.text(plan.ref);
    w.text(plan.opened);
    w.text(plan.subject);
    packTexts(w, plan.items);
    w.amount(plan.value);
    packTold(w, plan.told);
    w.text(plan.timedBy ?? "");
  },
  unpack(r) {
    const due = r.double();
    const openedAt = r.double();
    const plan = {
      kind: r.text(),
      ref: r.text(),
      due,
      openedAt,
      opened: r.text(),
      subject: r.text(),
      items: unpackTexts(r),
      value: r.amount() ?? 0,
      ...unpackTold(r),
    };
    const timedBy = r.text();
    return timedBy === "" ? plan : { ...plan, timedBy };
  },
};

/** packed/plans.ts reads it as it is. */
export const plansCodec: SectionCodec<Plans> = {
  empty: Object.freeze({ open: emptyList<Plan>(), browseSession: 0 }),
  isEmpty: (plans) => plans.open.length === 0 && plans.browseSession === 0,
  copy: (plans) => ({ open: plans.open.slice(), browseSession: plans.browseSession }),
  pack(writer, plans) {
    writer.double(plans.browseSession);
    packRing(writer, plans.open, planEntry);
  },
  unpack: (reader) => ({ browseSession: reader.double(), open: unpackRing(reader, planEntry) }),
};

/** packed/seen.ts reads and changes it as it is. */
export const seenCodec: SectionCodec<number[]> = {
  empty: emptyList<number>(),
  isEmpty: (hashes) => hashes.length === 0,
  copy: (hashes) => hashes.slice(),
  pack(writer, hashes) {
    for (const hash of hashes) packHash(writer, hash);
  },
  unpack(reader) {
    const hashes: number[] = [];
    while (!reader.isAtEnd()) hashes.push(unpackHash(reader));
    return hashes;
  },
};
