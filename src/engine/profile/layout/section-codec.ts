import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import { closeEntry } from "../packed/ring.js";
import { unreadable } from "../unreadable.js";

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

/** One entry of a list. */
export interface EntryCodec<E> {
  pack(writer: ByteWriter, entry: E): void;
  unpack(reader: ByteReader): E;
}

/** The codec of a list whose entries are packed one after the other. */
export function listCodec<E>(entry: EntryCodec<E>): SectionCodec<E[]> {
  return {
    ...listBasics<E>(),
    pack: (writer, value) => packList(writer, value, entry.pack),
    unpack: (reader) => unpackList(reader, entry.unpack),
  };
}

/** The codec of a list that is packed as a ring (packed/ring.ts). */
export function ringCodec<E>(entry: EntryCodec<E>): SectionCodec<E[]> {
  return {
    ...listBasics<E>(),
    pack: (writer, value) => packRing(writer, value, entry),
    unpack: (reader) => unpackRing(reader, entry),
  };
}

function listBasics<E>(): Pick<SectionCodec<E[]>, "empty" | "isEmpty" | "copy"> {
  return { empty: emptyList<E>(), isEmpty: (value) => value.length === 0, copy: (value) => value.slice() };
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

export function packTexts(writer: ByteWriter, texts: readonly string[]): void {
  writer.whole(texts.length);
  for (let i = 0; i < texts.length; i++) writer.text(texts[i] as string);
}

export function unpackTexts(reader: ByteReader): string[] {
  const texts: string[] = [];
  for (let left = reader.count(); left > 0; left--) texts.push(reader.text());
  return texts;
}

/** One of a fixed list of names, as its place in it. */
export function packName<N extends string>(writer: ByteWriter, names: readonly N[], name: N): void {
  writer.byte(names.indexOf(name));
}

export function unpackName<N extends string>(reader: ByteReader, names: readonly N[], what: string): N {
  return names[reader.byte()] ?? unreadable(`an unknown ${what}`);
}

export function packRing<E>(writer: ByteWriter, list: readonly E[], entry: EntryCodec<E>): void {
  writer.half(list.length);
  for (let i = 0; i < list.length; i++) packEntry(writer, list[i] as E, entry);
}

/** One entry with its length in front. Returns where it begins. */
export function packEntry<E>(writer: ByteWriter, value: E, entry: EntryCodec<E>): number {
  const at = writer.position;
  writer.byte(0);
  entry.pack(writer, value);
  closeEntry(writer, at);
  return at;
}

export function unpackRing<E>(reader: ByteReader, entry: EntryCodec<E>): E[] {
  const count = reader.shortCount();
  const list: E[] = [];
  for (let i = 0; i < count; i++) {
    reader.whole();
    list.push(entry.unpack(reader));
  }
  return list;
}
