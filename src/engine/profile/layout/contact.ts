import { CHANNELS } from "../../../domain/message.js";
import type { ConsentRecord, Contact, Trait, TraitValue } from "../../../domain/profile.js";
import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import { unreadable } from "../unreadable.js";
import { listCodec, type SectionCodec } from "./section-codec.js";

export const contactsCodec: SectionCodec<Contact[]> = listCodec<Contact>({
  pack(w, contact) {
    w.byte(CHANNELS.indexOf(contact.channel));
    w.text(contact.action);
    w.signed(contact.time);
    w.text(contact.message);
  },
  unpack: (r) => ({
    channel: CHANNELS[r.byte()] ?? unreadable("an unknown channel"),
    action: r.text(),
    time: r.signed(),
    message: r.text(),
  }),
});

export const consentCodec: SectionCodec<(ConsentRecord | undefined)[]> = listCodec<ConsentRecord | undefined>({
  pack(w, consent) {
    w.byte(consent === undefined ? 0 : consent.granted ? 1 : 2);
    if (consent === undefined) return;
    w.signed(consent.time);
    w.text(consent.source);
  },
  unpack(r) {
    const state = r.byte();
    if (state > 2) unreadable("an unknown state of consent");
    return state === 0 ? undefined : { granted: state === 1, time: r.signed(), source: r.text() };
  },
});

export const failuresCodec: SectionCodec<number[]> = listCodec<number>({
  pack: (w, time) => w.signed(time),
  unpack: (r) => r.signed(),
});

export const traitsCodec: SectionCodec<Trait[]> = listCodec<Trait>({
  pack(w, trait) {
    w.text(trait.key);
    w.signed(trait.time);
    packValue(w, trait.value);
  },
  unpack: (r) => ({ key: r.text(), time: r.signed(), value: unpackValue(r) }),
});

function packValue(w: ByteWriter, value: TraitValue): void {
  if (typeof value === "string") {
    w.byte(0);
    w.text(value);
  } else if (typeof value === "number") {
    w.byte(1);
    w.double(value);
  } else {
    w.byte(value ? 3 : 2);
  }
}

function unpackValue(r: ByteReader): TraitValue {
  switch (r.byte()) {
    case 0:
      return r.text();
    case 1:
      return r.double();
    case 2:
      return false;
    case 3:
      return true;
    default:
      return unreadable("an unknown kind of trait");
  }
}
