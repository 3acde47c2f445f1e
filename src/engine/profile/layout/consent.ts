import { CHANNELS } from "../../../domain/message.js";
import type { ConsentEntry, ConsentLedger, Preferences } from "../../../domain/profile.js";
import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import {
  emptyList,
  type EntryCodec,
  packList,
  packName,
  packTexts,
  type SectionCodec,
  unpackList,
  unpackName,
  unpackTexts,
} from "./section-codec.js";

const CONSENT_CHANNELS = [...CHANNELS, "*"] as const;
/** Of SHA-256. */
const HASH_BYTES = 32;
const HASH = /^[0-9a-f]{64}$/;

/** A hash as its bytes; what is none as the text that it is. */
function packHash(w: ByteWriter, hash: string): void {
  const isHash = HASH.test(hash);
  w.byte(isHash ? 1 : 0);
  if (!isHash) return w.text(hash);
  w.hexadecimal(hash);
}

function unpackHash(r: ByteReader): string {
  return r.byte() === 1 ? r.hexadecimal(HASH_BYTES) : r.text();
}

const consentEntry: EntryCodec<ConsentEntry> = {
  pack(w, entry) {
    packName(w, CONSENT_CHANNELS, entry.channel);
    w.byte(entry.granted ? 1 : 0);
    w.text(entry.purpose);
    w.signed(entry.time);
    w.moment(entry.validUntil);
    w.text(entry.source);
    w.text(entry.text);
    packHash(w, entry.hash);
  },
  unpack(r) {
    const channel = unpackName(r, CONSENT_CHANNELS, "channel");
    const granted = r.byte() === 1;
    return {
      purpose: r.text(),
      channel,
      granted,
      time: r.signed(),
      validUntil: r.moment(),
      source: r.text(),
      text: r.text(),
      hash: unpackHash(r),
    };
  },
};

export const consentCodec: SectionCodec<ConsentLedger> = {
  empty: Object.freeze({ base: "", dropped: 0, entries: emptyList<ConsentEntry>() }),
  isEmpty: (ledger) => ledger.entries.length === 0 && ledger.dropped === 0 && ledger.base === "",
  copy: (ledger) => ({ base: ledger.base, dropped: ledger.dropped, entries: ledger.entries.slice() }),
  pack(w, ledger) {
    packHash(w, ledger.base);
    w.whole(ledger.dropped);
    packList(w, ledger.entries, consentEntry.pack);
  },
  unpack: (r) => ({ base: unpackHash(r), dropped: r.whole(), entries: unpackList(r, consentEntry.unpack) }),
};

export const preferencesCodec: SectionCodec<Preferences> = {
  empty: Object.freeze({
    at: 0,
    channels: emptyList<Preferences["channels"][number]>(),
    topics: emptyList<string>(),
    refusedTopics: emptyList<string>(),
    weekdays: emptyList<number>(),
    from: 0,
    until: 0,
    pausedUntil: 0,
    perWeek: 0,
  }),
  isEmpty: (p) =>
    p.at === 0 &&
    p.channels.length + p.topics.length + p.refusedTopics.length + p.weekdays.length === 0 &&
    p.from === 0 &&
    p.until === 0 &&
    p.pausedUntil === 0 &&
    p.perWeek === 0,
  copy: (p) => ({
    ...p,
    channels: p.channels.slice(),
    topics: p.topics.slice(),
    refusedTopics: p.refusedTopics.slice(),
    weekdays: p.weekdays.slice(),
  }),
  pack(w, p) {
    w.signed(p.at);
    packList(w, p.channels, (writer, channel) => packName(writer, CHANNELS, channel));
    packTexts(w, p.topics);
    packTexts(w, p.refusedTopics);
    packList(w, p.weekdays, (writer, day) => writer.byte(day));
    w.whole(p.from);
    w.whole(p.until);
    w.moment(p.pausedUntil);
    w.whole(p.perWeek);
  },
  unpack: (r) => ({
    at: r.signed(),
    channels: unpackList(r, (reader) => unpackName(reader, CHANNELS, "channel")),
    topics: unpackTexts(r),
    refusedTopics: unpackTexts(r),
    weekdays: unpackList(r, (reader) => reader.byte()),
    from: r.whole(),
    until: r.whole(),
    pausedUntil: r.moment(),
    perWeek: r.whole(),
  }),
};
