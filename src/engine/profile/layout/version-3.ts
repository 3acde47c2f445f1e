import { addConsent } from "../../../domain/consent.js";
import { NO_PREDICTIONS } from "../../../domain/live-calibration.js";
import { CHANNELS } from "../../../domain/message.js";
import type { Activity, ConsentLedger, Contact, Plan, Plans, Responses, Trait } from "../../../domain/profile.js";
import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import { unreadable } from "../unreadable.js";
import { type EntryCodec, packRing, unpackList, unpackName, unpackRing } from "./section-codec.js";
import { unpackValue } from "./traits.js";

/** How versions 1 to 3 wrote the sections that version 4 writes otherwise, and what was not known then. Kept for stores that hold such profiles. */

export function readActivity(r: ByteReader): Activity {
  const clock = r.signed();
  const activity: Activity = {
    clock,
    firstSeen: before(clock, r.signed()),
    lastSeen: before(clock, r.signed()),
    sessionStart: before(clock, r.signed()),
    sessions: r.whole(),
    sessionViews: r.whole(),
    events: r.whole(),
    views: r.whole(),
    searches: r.whole(),
    cartAdds: r.whole(),
    cartRemovals: r.whole(),
    saves: r.whole(),
    recentViews: r.double(),
    recentCarts: r.double(),
    recentSaves: r.double(),
    orders: r.whole(),
    revenue: 0,
    firstOrder: 0,
    lastOrder: 0,
    lastOrderValue: 0,
    serviceOpened: 0,
    checkoutBegun: 0,
    recentSessions: 0,
    recentOrders: 0,
    recentRevenue: 0,
  };
  if (activity.orders === 0) return activity;
  activity.revenue = r.amount() ?? 0;
  activity.firstOrder = r.signed();
  activity.lastOrder = r.signed();
  activity.lastOrderValue = r.amount() ?? 0;
  activity.recentOrders = r.double();
  activity.recentRevenue = r.double();
  return activity;
}

function before(clock: number, difference: number): number {
  return difference === 0 ? 0 : clock - difference + 1;
}

export function readResponses(r: ByteReader): Responses {
  const at = r.signed();
  return { at, counts: unpackList(r, () => (r.byte() === 0 ? 0 : r.single())), ignored: [] };
}

/** What was sent then was advertising but for the thanks: counting all of it as that is the stricter. */
export function readContacts(reader: ByteReader): Contact[] {
  return unpackList(reader, (r) => ({
    channel: unpackName(r, CHANNELS, "channel"),
    action: r.text(),
    treatment: "",
    topic: "",
    group: "",
    class: "promotional",
    time: r.signed(),
    message: r.text(),
    features: "",
    cell: "",
    outcome: 0,
    predictions: NO_PREDICTIONS,
  }));
}

/** The last word on each channel, about messages as such, becomes the first entries of a ledger. */
export function readConsent(reader: ByteReader): ConsentLedger {
  const records = unpackList(reader, (r) => {
    const state = r.byte();
    if (state > 2) unreadable("an unknown state of consent");
    return state === 0 ? undefined : { granted: state === 1, time: r.signed(), source: r.text() };
  });
  const statements = records.flatMap((record, i) => {
    const channel = CHANNELS[i] ?? unreadable("an unknown channel");
    return record === undefined ? [] : [{ ...record, channel }];
  });
  const ledger: ConsentLedger = { base: "", dropped: 0, entries: [] };
  for (const statement of statements.toSorted((a, b) => a.time - b.time)) {
    const { channel, granted, time, source } = statement;
    addConsent(
      ledger,
      { purpose: "marketing", channel, granted, time, validUntil: Number.POSITIVE_INFINITY, source, text: "" },
      CHANNELS.length,
    );
  }
  return ledger;
}

/** Traits came from identify calls alone. */
export function readTraits(reader: ByteReader): Trait[] {
  return unpackList(reader, (r) => {
    const key = r.text();
    const time = r.signed();
    return { key, value: unpackValue(r), time, provenance: "declared", confidence: 1 };
  });
}

const planEntry: EntryCodec<Plan> = {
  pack(w, plan) {
    w.double(plan.due);
    w.double(plan.openedAt);
    w.text(plan.kind);
    w.text(plan.ref);
    w.text(plan.opened);
  },
  unpack(r) {
    const due = r.double();
    const openedAt = r.double();
    return { kind: r.text(), ref: r.text(), due, openedAt, opened: r.text(), subject: "", items: [], value: 0 };
  },
};

export function packPlans(writer: ByteWriter, plans: Plans): void {
  writer.double(plans.browseSession);
  packRing(writer, plans.open, planEntry);
}

export function readPlans(reader: ByteReader): Plans {
  return { browseSession: reader.double(), open: unpackRing(reader, planEntry) };
}
