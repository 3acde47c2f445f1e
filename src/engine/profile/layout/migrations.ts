import { ByteReader } from "../byte-reader.js";
import { ByteWriter } from "../byte-writer.js";
import { memoryOf } from "../memory.js";
import { unreadable } from "../unreadable.js";
import type { SectionCodec } from "./section-codec.js";
import { CODECS, LAYOUT_VERSION, SECTION_NAMES } from "./sections.js";
import * as version2 from "./version-2.js";
import * as version3 from "./version-3.js";
import * as version4 from "./version-4.js";
import * as version5 from "./version-5.js";

/** One version's packed sections made the next version's. What a migration doesn't concern isn't unpacked. */
type Migration = (sections: readonly Uint8Array[]) => Uint8Array[];

const EMPTY = new Uint8Array(0);

/** 1 -> 2: the labels of items (for copy) and the failures of addresses (hard bounces) came to be. */
function addLabelsAndFailures(sections: readonly Uint8Array[]): Uint8Array[] {
  if (sections.length !== 14) unreadable("version 1 has fourteen sections");
  return [...sections.slice(0, 4), EMPTY, ...sections.slice(4, 11), EMPTY, ...sections.slice(11)];
}

/** 2 -> 3: the sections that nearly every event changes can be changed without being unpacked. */
function packForChanges(sections: readonly Uint8Array[]): Uint8Array[] {
  if (sections.length !== 16) unreadable("version 2 has sixteen sections");
  const changed = [...sections];
  changed[2] = again(sections[2], version2.readInterests, CODECS.interests);
  changed[3] = again(sections[3], version2.readItems, CODECS.items);
  changed[4] = again(sections[4], version2.readLabels, CODECS.labels);
  changed[5] = again(sections[5], version2.readCart, CODECS.cart);
  changed[14] = again(sections[14], version2.readPlans, { ...CODECS.plans, pack: version3.packPlans });
  changed[15] = again(sections[15], version2.readSeen, CODECS.seen);
  return changed;
}

/** 3 -> 4: consent is a ledger, traits have a provenance, contacts and plans say what they were about; seven sections came to be. */
function addDecisioning(sections: readonly Uint8Array[]): Uint8Array[] {
  if (sections.length !== 16) unreadable("version 3 has sixteen sections");
  const changed = [...sections];
  changed[1] = again(sections[1], version3.readActivity, CODECS.activity);
  changed[9] = again(sections[9], version3.readResponses, CODECS.responses);
  changed[10] = again(sections[10], version3.readContacts, { ...CODECS.contacts, pack: version5.packContacts });
  changed[11] = again(sections[11], version3.readConsent, CODECS.consent);
  changed[13] = again(sections[13], version3.readTraits, CODECS.traits);
  changed[14] = again(sections[14], version3.readPlans, { ...CODECS.plans, pack: version4.packPlans });
  return [...changed, ...Array.from({ length: 7 }, () => EMPTY)];
}

/** 4 -> 5: hours are local, plans say who chose their time, preferences how often; when the person answers and what bounced for now is kept. */
function addTiming(sections: readonly Uint8Array[]): Uint8Array[] {
  if (sections.length !== 23) unreadable("version 4 has twenty-three sections");
  const changed = [...sections];
  changed[8] = again(sections[8], version4.readHabit, CODECS.hours);
  changed[14] = again(sections[14], version4.readPlans, CODECS.plans);
  changed[16] = again(sections[16], version4.readPreferences, CODECS.preferences);
  return [...changed, EMPTY, EMPTY];
}

/** 5 -> 6: what trained models say of the person, and of messages, is kept. */
function addPredictions(sections: readonly Uint8Array[]): Uint8Array[] {
  if (sections.length !== 25) unreadable("version 5 has twenty-five sections");
  const changed = [...sections];
  changed[10] = again(sections[10], version5.readContacts, CODECS.contacts);
  return [...changed, EMPTY];
}

function again<T>(
  section: Uint8Array | undefined,
  read: (reader: ByteReader) => T,
  codec: Pick<SectionCodec<T>, "isEmpty" | "pack">,
): Uint8Array {
  if (section === undefined || section.length === 0) return EMPTY;
  const reader = new ByteReader(memoryOf(section), 0, section.length);
  const value = read(reader);
  if (!reader.isAtEnd()) unreadable("something follows the end of a section");
  const writer = new ByteWriter();
  if (!codec.isEmpty(value)) codec.pack(writer, value);
  return writer.copyFrom(0);
}

const MIGRATIONS: ReadonlyMap<number, Migration> = new Map([
  [1, addLabelsAndFailures],
  [2, packForChanges],
  [3, addDecisioning],
  [4, addTiming],
  [5, addPredictions],
]);

/** @throws AttuneError ATTUNE_PROFILE_UNREADABLE for a version newer than this program, or never written. */
export function migrate(version: number, sections: readonly Uint8Array[]): readonly Uint8Array[] {
  let current = sections;
  for (let from = version; from !== LAYOUT_VERSION; from++) {
    const migration = MIGRATIONS.get(from);
    if (migration === undefined)
      unreadable(`its layout is version ${version}, and this program knows 1 to ${LAYOUT_VERSION}`);
    else current = migration(current);
  }
  if (current.length !== SECTION_NAMES.length) unreadable("it has another number of sections than its version");
  return current;
}
