import type { Plan, Plans } from "../../../domain/profile.js";
import { emptyList, listCodec, packList, type SectionCodec, unpackList } from "./section-codec.js";

export const plansCodec: SectionCodec<Plans> = {
  empty: Object.freeze({ open: emptyList<Plan>(), browseSession: 0 }),
  isEmpty: (plans) => plans.open.length === 0 && plans.browseSession === 0,
  copy: (plans) => ({ open: plans.open.slice(), browseSession: plans.browseSession }),
  pack(writer, plans) {
    writer.signed(plans.browseSession);
    packList(writer, plans.open, (w, plan) => {
      w.text(plan.kind);
      w.text(plan.ref);
      w.signed(plan.due);
      w.signed(plan.openedAt);
      w.text(plan.opened);
    });
  },
  unpack(reader) {
    const browseSession = reader.signed();
    const open = unpackList(reader, (r) => ({
      kind: r.text(),
      ref: r.text(),
      due: r.signed(),
      openedAt: r.signed(),
      opened: r.text(),
    }));
    return { open, browseSession };
  },
};

export const seenCodec: SectionCodec<number[]> = listCodec(
  (w, hash) => w.double(hash),
  (r) => r.double(),
);
