import { PROVENANCES } from "../../../domain/policy.js";
import type { Trait, TraitValue } from "../../../domain/profile.js";
import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import { unreadable } from "../unreadable.js";
import { ringCodec, type SectionCodec } from "./section-codec.js";

/** In the byte of the provenance: the confidence is not 1 and follows. */
const UNSURE = 0x80;

/** packed/traits.ts asks it as it is. Its key: the trait's name, then the provenance (one byte) and the value. */
export const traitsCodec: SectionCodec<Trait[]> = ringCodec<Trait>({
  pack(w, trait) {
    w.text(trait.key);
    w.byte(PROVENANCES.indexOf(trait.provenance) | (trait.confidence === 1 ? 0 : UNSURE));
    packValue(w, trait.value);
    w.signed(trait.time);
    if (trait.confidence !== 1) w.double(trait.confidence);
  },
  unpack(r) {
    const key = r.text();
    const mark = r.byte();
    const provenance = PROVENANCES[mark & ~UNSURE] ?? unreadable("an unknown provenance");
    const value = unpackValue(r);
    return { key, value, time: r.signed(), provenance, confidence: (mark & UNSURE) === 0 ? 1 : r.double() };
  },
});

export function packValue(w: ByteWriter, value: TraitValue): void {
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

export function unpackValue(r: ByteReader): TraitValue {
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
