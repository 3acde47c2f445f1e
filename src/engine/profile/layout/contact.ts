import { ACTION_CLASSES } from "../../../domain/action.js";
import { CHANNELS } from "../../../domain/message.js";
import type { Bounces, Contact } from "../../../domain/profile.js";
import { packPredictions, unpackPredictions } from "./predictions.js";
import {
  emptyList,
  listCodec,
  packList,
  packName,
  type SectionCodec,
  unpackList,
  unpackName,
} from "./section-codec.js";

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
    packPredictions(w, contact.predictions);
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
      predictions: unpackPredictions(r),
    };
  },
});

export const failuresCodec: SectionCodec<number[]> = listCodec<number>({
  pack: (w, time) => w.signed(time),
  unpack: (r) => r.signed(),
});

export const bouncesCodec: SectionCodec<Bounces> = {
  empty: Object.freeze({ counts: emptyList<number>() }),
  isEmpty: ({ counts }) => counts.length === 0,
  copy: ({ counts }) => ({ counts: counts.slice() }),
  pack: (writer, { counts }) => packList(writer, counts, (w, number) => w.signed(number)),
  unpack: (reader) => ({ counts: unpackList(reader, (r) => r.signed()) }),
};
