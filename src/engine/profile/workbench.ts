import type { SectionName, Sections } from "../../domain/profile.js";
import { ByteReader } from "./byte-reader.js";
import { ByteWriter } from "./byte-writer.js";
import { HEADER, measureSection, writeEnvelope, writeSectionHeader } from "./envelope.js";
import { CODECS, LAYOUT_VERSION, SECTION_NAMES } from "./layout/sections.js";
import { unreadable } from "./unreadable.js";

const SECTIONS = SECTION_NAMES.length;

/**
 * Where a profile is changed: a copy of its bytes and a note of where each section stands. A changed section is written anew at the end; what
 * was there before is left behind. `finish` puts the sections together. Benches are used again: a step allocates nothing but its result.
 */
export class Workbench extends ByteWriter {
  readonly starts = new Int32Array(SECTIONS);
  readonly ends = new Int32Array(SECTIONS);
  /** For the draft's unpacked sections; here, because an array for each step would be garbage. */
  readonly values: unknown[] = Array.from({ length: SECTIONS }, () => undefined);
  readonly #heads = new Int32Array(SECTIONS);
  readonly #sizes = new Int32Array(2);

  /** A profile of the present layout version (Profile.packed). */
  load(packed: string): void {
    this.position = 0;
    this.characters(packed);
    const { bytes, starts, ends } = this;
    let at = HEADER;
    for (let slot = 0; slot < SECTIONS; slot++) {
      measureSection(bytes, at, this.#sizes);
      this.#heads[slot] = at;
      at += this.#sizes[0] as number;
      starts[slot] = at;
      at += this.#sizes[1] as number;
      ends[slot] = at;
    }
  }

  /** What was written from `start` on is the section from now on. */
  place(slot: number, start: number): void {
    this.starts[slot] = start;
    this.ends[slot] = this.position;
  }

  pack<K extends SectionName>(section: K, slot: number, value: Sections[K]): void {
    const start = this.position;
    const codec = CODECS[section];
    if (!codec.isEmpty(value)) codec.pack(this, value);
    this.place(slot, start);
  }

  /** @throws AttuneError ATTUNE_PROFILE_UNREADABLE */
  unpack<K extends SectionName>(section: K, slot: number): Sections[K] {
    return this.#unpackFrom(section, this.starts[slot] as number, this.ends[slot] as number);
  }

  /** The section as it was loaded: for one that is never changed in its place. */
  unpackLoaded<K extends SectionName>(section: K, slot: number): Sections[K] {
    const head = this.#heads[slot] as number;
    measureSection(this.bytes, head, this.#sizes);
    const start = head + (this.#sizes[0] as number);
    return this.#unpackFrom(section, start, start + (this.#sizes[1] as number));
  }

  /** The profile, for Profile.packed. `changed`: a bit for each section that was placed anew. */
  finish(changed: number): string {
    const { starts, ends } = this;
    const begin = this.position;
    writeEnvelope(this, LAYOUT_VERSION, SECTIONS);
    for (let slot = 0; slot < SECTIONS; slot++) {
      if ((changed & (1 << slot)) === 0) {
        // Neighbours that did not change are copied at once, headers and all.
        const head = this.#heads[slot] as number;
        while (slot + 1 < SECTIONS && (changed & (1 << (slot + 1))) === 0) slot++;
        this.again(head, ends[slot] as number);
        continue;
      }
      const start = starts[slot] as number;
      const end = ends[slot] as number;
      writeSectionHeader(this, end - start);
      this.again(start, end);
    }
    return this.texts.toString("latin1", begin, this.position);
  }

  #unpackFrom<K extends SectionName>(section: K, start: number, end: number): Sections[K] {
    if (start === end) return CODECS[section].empty;
    const reader = new ByteReader(this, start, end);
    const value = CODECS[section].unpack(reader);
    if (!reader.isAtEnd()) unreadable(`something follows the end of section ${section}`);
    return value;
  }
}

/** More than two at a time are seldom in use: a draft, and what it reads of another profile. */
const free: Workbench[] = [];
const KEPT = 4;

/** A bench for oneself. One that is never given back (a step threw) is only collected. */
export function takeBench(): Workbench {
  return free.pop() ?? new Workbench();
}

export function giveBack(bench: Workbench): void {
  if (free.length < KEPT) free.push(bench);
}
