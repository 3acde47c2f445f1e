import type { SectionName, Sections } from "../../domain/profile.js";
import { ByteWriter } from "./byte-writer.js";
import {
  beginEnvelope,
  EMPTY_SPAN,
  finishEnvelope,
  openEnvelope,
  type Span,
  writeEmptySection,
  writePackedSection,
  writeSection,
} from "./envelope.js";
import { migrate } from "./layout/migrations.js";
import { CODECS, LAYOUT_VERSION, SECTION_NAMES } from "./layout/sections.js";
import { Cell, Profile } from "./stored-profile.js";

/** One scratch for all profiles: encoding is synchronous. */
const writer = new ByteWriter();

/** Where each section stands in the envelope that is being written: start and end by slot. */
const places = new Int32Array(SECTION_NAMES.length * 2);

/**
 * Equal profiles give equal bytes, whatever way led to them; only sections changed since the last time are packed. The bytes stay in
 * use: they must not be written to.
 */
export function encodeProfile(profile: Profile): Uint8Array {
  if (profile.bytes !== undefined) return profile.bytes;
  const { cells } = profile;
  beginEnvelope(writer, LAYOUT_VERSION, cells.length);
  for (let slot = 0; slot < cells.length; slot++) {
    const cell = cells[slot] as Cell;
    places[slot * 2] =
      cell.span === undefined
        ? packValue(SECTION_NAMES[slot] as SectionName, cell.value as Sections[SectionName])
        : writePackedSection(writer, cell.span);
    places[slot * 2 + 1] = writer.position;
  }
  const source = finishEnvelope(writer);
  for (let slot = 0; slot < cells.length; slot++) {
    const start = places[slot * 2] as number;
    const end = places[slot * 2 + 1] as number;
    // All point into the newest bytes, so that no older ones are kept alive.
    (cells[slot] as Cell).span = start === end ? EMPTY_SPAN : { source, start, end };
  }
  profile.remember(source);
  return source;
}

/** Returns where the section's bytes begin. */
function packValue<K extends SectionName>(section: K, value: Sections[K]): number {
  const codec = CODECS[section];
  return codec.isEmpty(value) ? writeEmptySection(writer) : writeSection(writer, () => codec.pack(writer, value));
}

/** @throws AttuneError ATTUNE_PROFILE_UNREADABLE */
export function decodeProfile(bytes: Uint8Array): Profile {
  // A copy: a client's buffer may be part of a larger one that would be kept alive, or be written again.
  const source = Buffer.allocUnsafeSlow(bytes.byteLength);
  source.set(bytes);
  const { version, spans } = openEnvelope(source);
  const cells = migrate(version, spans).map((span: Span) => new Cell(undefined, span));
  return new Profile(cells, version === LAYOUT_VERSION ? source : undefined);
}
