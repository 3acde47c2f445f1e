import { ACTION_CLASSES } from "../../../domain/action.js";
import { CHANNELS } from "../../../domain/message.js";
import type { Contact } from "../../../domain/profile.js";
import { listCodec, packName, type SectionCodec, unpackName } from "./section-codec.js";

export const contactsCodec: SectionCodec<Contact[]> = listCodec<Contact>({
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
    };
  },
});

export const failuresCodec: SectionCodec<number[]> = listCodec<number>({
  pack: (w, time) => w.signed(time),
  unpack: (r) => r.signed(),
});
