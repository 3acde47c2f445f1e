import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";

/** How one section is kept: its empty value, how it is copied before a change, and its bytes. */
export interface SectionCodec<T> {
  /** Shared by all profiles; never changed. An empty section takes one byte in the profile. */
  readonly empty: T;
  isEmpty(value: T): boolean;
  /** A copy that can be changed; records inside lists are never changed and so are shared. */
  copy(value: T): T;
  /** A function of the value alone: equal values, equal bytes. */
  pack(writer: ByteWriter, value: T): void;
  /** @throws AttuneError ATTUNE_PROFILE_UNREADABLE */
  unpack(reader: ByteReader): T;
}

/** What every section that is a plain list has in common. */
export function listBasics<E>(): Pick<SectionCodec<E[]>, "empty" | "isEmpty" | "copy"> {
  return { empty: emptyList<E>(), isEmpty: (value) => value.length === 0, copy: (value) => value.slice() };
}

/** The codec of a list whose entries are packed one after the other. */
export function listCodec<E>(
  packEntry: (w: ByteWriter, entry: E) => void,
  unpackEntry: (r: ByteReader) => E,
): SectionCodec<E[]> {
  return {
    ...listBasics<E>(),
    pack: (writer, value) => packList(writer, value, packEntry),
    unpack: (reader) => unpackList(reader, unpackEntry),
  };
}

/** Frozen: a list that is shared by all empty sections must not be written to. */
export function emptyList<E>(): E[] {
  return Object.freeze([]) as readonly E[] as E[];
}

export function packList<E>(
  writer: ByteWriter,
  list: readonly E[],
  packEntry: (w: ByteWriter, entry: E) => void,
): void {
  writer.whole(list.length);
  for (let i = 0; i < list.length; i++) packEntry(writer, list[i] as E);
}

export function unpackList<E>(reader: ByteReader, unpackEntry: (r: ByteReader) => E): E[] {
  const count = reader.count();
  const list: E[] = [];
  for (let i = 0; i < count; i++) list.push(unpackEntry(reader));
  return list;
}
