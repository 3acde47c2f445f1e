import { CHANNELS } from "../../../domain/message.js";
import type { Attention } from "../../../domain/profile.js";
import { HOURS_OF_WEEK } from "../../../domain/timing.js";
import { unreadable } from "../unreadable.js";
import { emptyList, type SectionCodec } from "./section-codec.js";

const MOST_KEYS = CHANNELS.length * HOURS_OF_WEEK;
/** An hour is in the list because it has one of these, or both: bits beside the key. */
const HAS_RESPONSES = 1;
const HAS_EXPOSURES = 2;

/** Keys as differences; weights are single precision in memory too (Math.fround). */
export const attentionCodec: SectionCodec<Attention> = {
  empty: Object.freeze({
    at: 0,
    keys: emptyList<number>(),
    responses: emptyList<number>(),
    exposures: emptyList<number>(),
    clickedMessage: "",
    clickedLink: 0,
    clickedAt: 0,
  }),
  isEmpty: (a) =>
    a.at === 0 && a.keys.length === 0 && a.clickedMessage === "" && a.clickedLink === 0 && a.clickedAt === 0,
  copy: (a) => ({
    ...a,
    keys: a.keys.slice(),
    responses: a.responses.slice(),
    exposures: a.exposures.slice(),
  }),
  pack(w, a) {
    w.signed(a.at);
    w.text(a.clickedMessage);
    w.whole(a.clickedLink);
    w.signed(a.clickedAt);
    w.whole(a.keys.length);
    let before = 0;
    for (let i = 0; i < a.keys.length; i++) {
      const key = a.keys[i] as number;
      const responses = a.responses[i] as number;
      const exposures = a.exposures[i] as number;
      const has = (responses === 0 ? 0 : HAS_RESPONSES) + (exposures === 0 ? 0 : HAS_EXPOSURES);
      w.whole((key - before) * 4 + has);
      if (responses !== 0) w.single(responses);
      if (exposures !== 0) w.single(exposures);
      before = key;
    }
  },
  unpack(r) {
    const at = r.signed();
    const clickedMessage = r.text();
    const clickedLink = r.whole();
    const clickedAt = r.signed();
    const count = r.count();
    if (count > MOST_KEYS) unreadable("there are not so many hours and channels");
    const keys: number[] = [];
    const responses: number[] = [];
    const exposures: number[] = [];
    let key = 0;
    for (let i = 0; i < count; i++) {
      const has = r.whole();
      key += Math.floor(has / 4);
      keys.push(key);
      responses.push((has & HAS_RESPONSES) === 0 ? 0 : r.single());
      exposures.push((has & HAS_EXPOSURES) === 0 ? 0 : r.single());
    }
    return { at, keys, responses, exposures, clickedMessage, clickedLink, clickedAt };
  },
};
