import { ACTION_CLASSES } from "../../../domain/action.js";
import { NO_PREDICTIONS } from "../../../domain/live-calibration.js";
import { CHANNELS } from "../../../domain/message.js";
import type { Contact } from "../../../domain/profile.js";
import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import { type EntryCodec, packList, packName, unpackList, unpackName } from "./section-codec.js";

/** How versions 4 and 5 wrote the sections that version 6 writes otherwise. Kept for stores that hold such profiles. */

/** No trained model had believed anything yet. */
const contactEntry: EntryCodec<Contact> = {
  pack(w, contact) {
    packName(w, CHANNELS, contact.channel);
    packName(w, ACTION_CLASSES, contact.class);
    w.byte(contact.outcome);
    w.text(contact.action);
    w.text(contact.treatment);
    w.text(contact.topic);
    w.text(contact.group);
    w.signed(contact.time);
    w.text(contact.message);
    w.octets(contact.features);
    w.text(contact.cell);
  },
  unpack(r) {
    const channel = unpackName(r, CHANNELS, "channel");
    const actionClass = unpackName(r, ACTION_CLASSES, "class");
    const outcome = r.byte();
    return {
      channel,
      action: r.text(),
      treatment: r.text(),
      topic: r.text(),
      group: r.text(),
      class: actionClass,
      time: r.signed(),
      message: r.text(),
      features: r.octets(),
      cell: r.text(),
      outcome,
      predictions: NO_PREDICTIONS,
    };
  },
};

export function packContacts(writer: ByteWriter, contacts: readonly Contact[]): void {
  packList(writer, contacts, contactEntry.pack);
}

export function readContacts(reader: ByteReader): Contact[] {
  return unpackList(reader, contactEntry.unpack);
}
