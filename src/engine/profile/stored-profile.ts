import type { SectionName, Sections, View } from "../../domain/profile.js";
import { HEADER, writeEnvelope, writeSectionHeader } from "./envelope.js";
import { ByteWriter } from "./byte-writer.js";
import { LAYOUT_VERSION, SECTION_NAMES, SLOTS } from "./layout/sections.js";
import { giveBack, takeBench } from "./workbench.js";

/**
 * A person's profile: its packed bytes and nothing else. A step makes another. Two objects a profile: with a hundred thousand people in
 * memory, every further one would be work for the garbage collector and a miss of the processor's cache.
 */
export class Profile {
  /**
   * The bytes, one character each; the checksum in them is 0. A text, because the engine keeps it on its own heap: that costs a quarter of
   * an ArrayBuffer of this size, and nobody can write to it.
   */
  readonly packed: string;

  constructor(packed: string) {
    this.packed = packed;
  }

  /** Unpacks the section, each time. */
  read<K extends SectionName>(section: K): View<Sections[K]> {
    const bench = takeBench();
    bench.load(this.packed);
    const value = bench.unpack(section, SLOTS[section]);
    giveBack(bench);
    return value as unknown as View<Sections[K]>;
  }
}

function emptyProfile(): Profile {
  const writer = new ByteWriter(HEADER + SECTION_NAMES.length);
  writeEnvelope(writer, LAYOUT_VERSION, SECTION_NAMES.length);
  for (let slot = 0; slot < SECTION_NAMES.length; slot++) writeSectionHeader(writer, 0);
  return new Profile(writer.texts.toString("latin1", 0, writer.position));
}

export const EMPTY_PROFILE = emptyProfile();
