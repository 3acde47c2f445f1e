import { EMPTY_SPAN, type Span } from "../envelope.js";
import { unreadable } from "../unreadable.js";
import { LAYOUT_VERSION, SECTION_NAMES } from "./sections.js";

/** One version's sections made the next version's. Works on packed sections: what a migration doesn't concern isn't unpacked. */
type Migration = (spans: readonly Span[]) => Span[];

/** 1 -> 2: the labels of items (for copy) and the failures of addresses (hard bounces) came to be. */
function addLabelsAndFailures(spans: readonly Span[]): Span[] {
  const [
    identity,
    activity,
    interests,
    items,
    cart,
    saved,
    orders,
    hours,
    responses,
    contacts,
    consent,
    traits,
    plans,
    seen,
  ] = spans;
  const all = [
    identity,
    activity,
    interests,
    items,
    EMPTY_SPAN,
    cart,
    saved,
    orders,
    hours,
    responses,
    contacts,
    consent,
    EMPTY_SPAN,
    traits,
    plans,
    seen,
  ];
  return all.map((span) => span ?? unreadable("version 1 has fourteen sections"));
}

const MIGRATIONS: ReadonlyMap<number, Migration> = new Map([[1, addLabelsAndFailures]]);

/** @throws AttuneError ATTUNE_PROFILE_UNREADABLE for a version newer than this program, or never written. */
export function migrate(version: number, spans: readonly Span[]): readonly Span[] {
  let current = spans;
  for (let from = version; from !== LAYOUT_VERSION; from++) {
    const migration = MIGRATIONS.get(from);
    if (migration === undefined)
      unreadable(`its layout is version ${version}, and this program knows 1 to ${LAYOUT_VERSION}`);
    else current = migration(current);
  }
  if (current.length !== SECTION_NAMES.length) unreadable("it has another number of sections than its version");
  return current;
}
