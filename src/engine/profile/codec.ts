import {
  copySections,
  countSections,
  openEnvelope,
  seal,
  unseal,
  writeEnvelope,
  writeSectionHeader,
} from "./envelope.js";
import { migrate } from "./layout/migrations.js";
import { LAYOUT_VERSION, SECTION_NAMES } from "./layout/sections.js";
import { Profile } from "./stored-profile.js";
import { giveBack, takeBench, type Workbench } from "./workbench.js";

/**
 * Equal profiles give equal bytes, whatever way led to them. The bytes are the caller's. They may share a slab of Node's pool: whoever keeps
 * them for long copies them.
 */
export function encodeProfile({ packed }: Profile): Uint8Array {
  const bytes = Buffer.allocUnsafe(packed.length);
  const bench = takeBench();
  bench.position = 0;
  bench.characters(packed);
  seal(bench.view, bench.position);
  bench.texts.copy(bytes, 0, 0, bench.position);
  giveBack(bench);
  return bytes;
}

/** @throws AttuneError ATTUNE_PROFILE_UNREADABLE */
export function decodeProfile(bytes: Uint8Array): Profile {
  const bench = takeBench();
  bench.position = 0;
  bench.raw(bytes);
  const version = openEnvelope(bench, bytes.length);
  if (version !== LAYOUT_VERSION || countSections(bench.view) !== SECTION_NAMES.length) migrateOn(bench, version);
  unseal(bench.view);
  const profile = new Profile(bench.texts.toString("latin1", 0, bench.position));
  giveBack(bench);
  return profile;
}

/** Puts the same profile in the present layout in the place of what is on the bench. */
function migrateOn(bench: Workbench, version: number): void {
  const sections = migrate(version, copySections(bench));
  bench.position = 0;
  writeEnvelope(bench, LAYOUT_VERSION, sections.length);
  for (const section of sections) {
    writeSectionHeader(bench, section.length);
    bench.raw(section);
  }
}
