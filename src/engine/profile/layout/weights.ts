import type { Habit, Interests, Responses, WeightedKeys } from "../../../domain/profile.js";
import { HOURS_OF_WEEK } from "../../../domain/timing.js";
import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import { unreadable } from "../unreadable.js";
import { emptyList, type SectionCodec, unpackList } from "./section-codec.js";

/** Decayed weights are single precision in memory too (Math.fround), so that what is read is what was written. */

const NO_KEYS: WeightedKeys = Object.freeze({ keys: Object.freeze([]), weights: Object.freeze([]) });

function packKeys(w: ByteWriter, { keys, weights }: WeightedKeys): void {
  w.half(keys.length);
  for (let i = 0; i < keys.length; i++) {
    w.single(weights[i] as number);
    w.text(keys[i] as string);
  }
}

function unpackKeys(r: ByteReader): WeightedKeys {
  const count = r.shortCount();
  const keys: string[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    weights.push(r.single());
    keys.push(r.text());
  }
  return { keys, weights };
}

/** packed/interests.ts changes it as it is. */
export const interestsCodec: SectionCodec<Interests> = {
  empty: Object.freeze({ at: 0, categories: NO_KEYS, tags: NO_KEYS }),
  isEmpty: (value) => value.at === 0 && value.categories.keys.length === 0 && value.tags.keys.length === 0,
  copy: (value) => ({ at: value.at, categories: value.categories, tags: value.tags }),
  pack(w, value) {
    w.double(value.at);
    packKeys(w, value.categories);
    packKeys(w, value.tags);
  },
  unpack: (r) => ({ at: r.double(), categories: unpackKeys(r), tags: unpackKeys(r) }),
};

export const habitCodec: SectionCodec<Habit> = {
  empty: Object.freeze({ at: 0, offset: 0, hours: emptyList<number>(), weights: emptyList<number>() }),
  isEmpty: (value) => value.at === 0 && value.offset === 0 && value.hours.length === 0,
  copy: (value) => ({
    at: value.at,
    offset: value.offset,
    hours: value.hours.slice(),
    weights: value.weights.slice(),
  }),
  pack(w, value) {
    w.signed(value.at);
    w.signed(value.offset);
    w.whole(value.hours.length);
    for (let i = 0; i < value.hours.length; i++) {
      w.byte(value.hours[i] as number);
      w.single(value.weights[i] as number);
    }
  },
  unpack(r) {
    const at = r.signed();
    const offset = r.signed();
    return { at, offset, ...unpackHours(r) };
  },
};

/** A histogram over the hours of the week: only hours that have any weight. */
export function unpackHours(r: ByteReader): Pick<Habit, "hours" | "weights"> {
  const count = r.count();
  if (count > HOURS_OF_WEEK) unreadable("a week has 168 hours");
  const hours: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    hours.push(r.byte());
    weights.push(r.single());
  }
  return { hours, weights };
}

export const responsesCodec: SectionCodec<Responses> = {
  empty: Object.freeze({ at: 0, counts: emptyList<number>(), ignored: emptyList<number>() }),
  isEmpty: (value) => value.at === 0 && value.counts.length === 0 && value.ignored.length === 0,
  copy: (value) => ({ at: value.at, counts: value.counts.slice(), ignored: value.ignored.slice() }),
  pack(w, value) {
    w.signed(value.at);
    // A byte says which counts are there: most channels have none.
    w.whole(value.counts.length);
    for (const count of value.counts) {
      w.byte(count === 0 ? 0 : 1);
      if (count !== 0) w.single(count);
    }
    w.whole(value.ignored.length);
    for (const number of value.ignored) w.signed(number);
  },
  unpack(r) {
    const at = r.signed();
    const counts = unpackList(r, () => (r.byte() === 0 ? 0 : r.single()));
    return { at, counts, ignored: unpackList(r, () => r.signed()) };
  },
};
