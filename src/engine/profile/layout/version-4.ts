import { CHANNELS } from "../../../domain/message.js";
import type { Habit, Plan, Plans, Preferences } from "../../../domain/profile.js";
import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import {
  type EntryCodec,
  packRing,
  packTexts,
  unpackList,
  unpackName,
  unpackRing,
  unpackTexts,
} from "./section-codec.js";
import { packTold, unpackTold } from "./told.js";
import { unpackHours } from "./weights.js";

/** How versions up to 4 wrote the sections that version 5 writes otherwise. Kept for stores that hold such profiles. */

/** Hours were counted in UTC. */
export function readHabit(r: ByteReader): Habit {
  return { at: r.signed(), offset: 0, ...unpackHours(r) };
}

export function readPreferences(r: ByteReader): Preferences {
  return {
    at: r.signed(),
    channels: unpackList(r, (reader) => unpackName(reader, CHANNELS, "channel")),
    topics: unpackTexts(r),
    refusedTopics: unpackTexts(r),
    weekdays: unpackList(r, (reader) => reader.byte()),
    from: r.whole(),
    until: r.whole(),
    pausedUntil: r.moment(),
    perWeek: 0,
  };
}

/** No time was chosen yet. */
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
  },
  unpack(r) {
    const due = r.double();
    const openedAt = r.double();
    return {
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
  },
};

export function packPlans(writer: ByteWriter, plans: Plans): void {
  writer.double(plans.browseSession);
  packRing(writer, plans.open, planEntry);
}

export function readPlans(reader: ByteReader): Plans {
  return { browseSession: reader.double(), open: unpackRing(reader, planEntry) };
}
