import { FUNNEL, LIFECYCLES } from "../../../domain/policy.js";
import type { Escalation, Standing } from "../../../domain/profile.js";
import type { Coupon } from "../../../domain/coupon.js";
import type { Trial } from "../../../domain/experiment.js";
import {
  emptyList,
  listCodec,
  packName,
  packTexts,
  type SectionCodec,
  unpackName,
  unpackTexts,
} from "./section-codec.js";
import { packTold, unpackTold } from "./told.js";

/** What the engine keeps of a person beside what was said and done. */

/** Who has never been looked at is a stranger. */
export const standingCodec: SectionCodec<Standing> = {
  empty: Object.freeze({
    segments: emptyList<string>(),
    heldUntil: emptyList<number>(),
    lifecycle: "stranger" as const,
    since: 0,
    funnel: "unaware" as const,
  }),
  isEmpty: (s) => s.segments.length === 0 && s.lifecycle === "stranger" && s.since === 0 && s.funnel === "unaware",
  copy: (s) => ({ ...s, segments: s.segments.slice(), heldUntil: s.heldUntil.slice() }),
  pack(w, s) {
    packName(w, LIFECYCLES, s.lifecycle);
    packName(w, FUNNEL, s.funnel);
    w.signed(s.since);
    w.whole(s.segments.length);
    for (let i = 0; i < s.segments.length; i++) {
      w.text(s.segments[i] as string);
      w.moment(s.heldUntil[i] ?? 0);
    }
  },
  unpack(r) {
    const lifecycle = unpackName(r, LIFECYCLES, "lifecycle");
    const funnel = unpackName(r, FUNNEL, "funnel stage");
    const since = r.signed();
    const segments: string[] = [];
    const heldUntil: number[] = [];
    for (let left = r.count(); left > 0; left--) {
      segments.push(r.text());
      heldUntil.push(r.moment());
    }
    return { segments, heldUntil, lifecycle, since, funnel };
  },
};

export const couponsCodec: SectionCodec<Coupon[]> = listCodec<Coupon>({
  pack(w, coupon) {
    w.text(coupon.code);
    w.text(coupon.pool);
    w.text(coupon.action);
    w.signed(coupon.given);
    w.moment(coupon.expires);
    w.signed(coupon.used);
  },
  unpack: (r) => ({
    code: r.text(),
    pool: r.text(),
    action: r.text(),
    given: r.signed(),
    expires: r.moment(),
    used: r.signed(),
  }),
});

export const escalationsCodec: SectionCodec<Escalation[]> = listCodec<Escalation>({
  pack(w, escalation) {
    w.text(escalation.action);
    w.whole(escalation.step);
    w.text(escalation.occasion);
    w.text(escalation.subject);
    packTexts(w, escalation.items);
    w.amount(escalation.value);
    packTold(w, escalation.told);
    w.signed(escalation.occasionAt);
    w.signed(escalation.openedAt);
    w.signed(escalation.visitFrom);
  },
  unpack: (r) => ({
    action: r.text(),
    step: r.whole(),
    occasion: r.text(),
    subject: r.text(),
    items: unpackTexts(r),
    value: r.amount() ?? 0,
    ...unpackTold(r),
    occasionAt: r.signed(),
    openedAt: r.signed(),
    visitFrom: r.signed(),
  }),
});

export const trialsCodec: SectionCodec<Trial[]> = listCodec<Trial>({
  pack(w, trial) {
    w.text(trial.experiment);
    w.text(trial.variant);
    w.signed(trial.since);
    w.byte(trial.converted ? 1 : 0);
  },
  unpack: (r) => ({ experiment: r.text(), variant: r.text(), since: r.signed(), converted: r.byte() === 1 }),
});
