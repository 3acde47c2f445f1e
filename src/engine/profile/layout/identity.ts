import { isPersonKey, type PersonKey } from "../../../domain/person.js";
import type { Identity } from "../../../domain/profile.js";
import type { ByteReader } from "../byte-reader.js";
import { unreadable } from "../unreadable.js";
import { emptyList, packList, type SectionCodec, unpackList } from "./section-codec.js";

export const identityCodec: SectionCodec<Identity> = {
  empty: Object.freeze({ person: "" as const, linked: emptyList<PersonKey>(), forwardedTo: undefined }),
  isEmpty: (value) => value.person === "" && value.linked.length === 0 && value.forwardedTo === undefined,
  copy: (value) => ({ person: value.person, linked: value.linked.slice(), forwardedTo: value.forwardedTo }),
  pack(writer, value) {
    writer.text(value.person);
    writer.text(value.forwardedTo ?? "");
    packList(writer, value.linked, (w, person) => w.text(person));
  },
  unpack(reader) {
    const person = readKey(reader);
    const forwardedTo = readKey(reader);
    const linked = unpackList(reader, readKey).filter((key) => key !== "");
    return { person, forwardedTo: forwardedTo === "" ? undefined : forwardedTo, linked };
  },
};

function readKey(reader: ByteReader): PersonKey | "" {
  const text = reader.text();
  return text === "" || isPersonKey(text) ? text : unreadable("a person's key is none");
}
