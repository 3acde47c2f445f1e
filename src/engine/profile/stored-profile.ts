import type { PersonKey } from "../../domain/person.js";
import type { ProfileDraft, SectionName, Sections, View } from "../../domain/profile.js";
import { ByteReader } from "./byte-reader.js";
import type { Span } from "./envelope.js";
import { CODECS, SECTION_NAMES, SLOTS } from "./layout/sections.js";
import { unreadable } from "./unreadable.js";

/**
 * One section of a profile, shared by all profiles in which it is the same. It holds the value, or the packed bytes, or both: whichever is
 * missing is made of the other when it is asked for. That is a memory of what the other says, never a change.
 */
export class Cell {
  value: Sections[SectionName] | undefined;
  span: Span | undefined;

  constructor(value: Sections[SectionName] | undefined, span: Span | undefined) {
    this.value = value;
    this.span = span;
  }
}

/** A person's profile. Immutable: a step makes another that shares the untouched sections. */
export class Profile {
  readonly #cells: readonly Cell[];
  #bytes: Buffer | undefined;

  constructor(cells: readonly Cell[], bytes?: Buffer) {
    this.#cells = cells;
    this.#bytes = bytes;
  }

  read<K extends SectionName>(section: K): View<Sections[K]> {
    return valueOf(this.#cells[SLOTS[section]] as Cell, section) as View<Sections[K]>;
  }

  /** For the codec of this folder. */
  get cells(): readonly Cell[] {
    return this.#cells;
  }

  /** Its bytes, once they were made. */
  get bytes(): Buffer | undefined {
    return this.#bytes;
  }

  remember(bytes: Buffer): void {
    this.#bytes = bytes;
  }
}

function valueOf(cell: Cell, section: SectionName): Sections[SectionName] {
  if (cell.value === undefined) {
    const { source, start, end } = cell.span as Span;
    if (start === end) cell.value = CODECS[section].empty;
    else {
      const reader = new ByteReader(source, start, end);
      cell.value = CODECS[section].unpack(reader);
      if (!reader.isAtEnd()) unreadable(`something follows the end of section ${section}`);
    }
  }
  return cell.value;
}

const EMPTY_CELLS: readonly Cell[] = SECTION_NAMES.map((name) => new Cell(CODECS[name].empty, undefined));
export const EMPTY_PROFILE = new Profile(EMPTY_CELLS);

/** A profile being changed; the one it began with stays as it is. */
export class Draft implements ProfileDraft {
  readonly person: PersonKey;
  readonly #base: Profile;
  /** undefined until the first write. */
  #cells: Cell[] | undefined;
  #written = 0;

  constructor(base: Profile, person: PersonKey) {
    this.#base = base;
    this.person = person;
  }

  read<K extends SectionName>(section: K): View<Sections[K]> {
    const cells = this.#cells ?? this.#base.cells;
    return valueOf(cells[SLOTS[section]] as Cell, section) as View<Sections[K]>;
  }

  write<K extends SectionName>(section: K): Sections[K] {
    const slot = SLOTS[section];
    this.#cells ??= this.#base.cells.slice();
    const cell = this.#cells[slot] as Cell;
    if ((this.#written & (1 << slot)) !== 0) return cell.value as Sections[K];
    this.#written |= 1 << slot;
    const copy = CODECS[section].copy(valueOf(cell, section) as Sections[K]);
    this.#cells[slot] = new Cell(copy, undefined);
    return copy;
  }

  /** The changed profile, or the one it began with when nothing was written. The draft must not be used after. */
  finish(): Profile {
    return this.#cells === undefined ? this.#base : new Profile(this.#cells);
  }
}
