import type { ItemTally } from "../../domain/item-tally.js";
import type { PersonKey } from "../../domain/person.js";
import { PROVENANCES, type Provenance } from "../../domain/policy.js";
import type { CartLine, ItemKind, ItemRecord, Label, SectionName, Sections, View } from "../../domain/profile.js";
import type { InterestGrowth, ProfileDraft } from "../../domain/profile-draft.js";
import type { IntentScores } from "../../domain/scoring.js";
import { ByteReader } from "./byte-reader.js";
import { CODECS, SECTION_NAMES, SLOTS } from "./layout/sections.js";
import { cartLineEntry, itemEntry, labelEntry } from "./layout/items.js";
import { type EntryCodec, packEntry } from "./layout/section-codec.js";
import { hasLines, isAnnounced, linesOf } from "./packed/cart.js";
import { findByText, pushEntry } from "./packed/entries.js";
import { growPacked, sharesOf } from "./packed/interests.js";
import { hoursOffsetOf } from "./packed/hours.js";
import { writeIntent } from "./packed/intent.js";
import { tallyItems } from "./packed/item-tally.js";
import { eachPrice } from "./packed/items.js";
import { browseSessionOf, firstDueOf, isPlanned } from "./packed/plans.js";
import { firstExpiryOf } from "./packed/loyalty.js";
import { countOf, insideOf, writeWithNewest, writeWithout } from "./packed/ring.js";
import { hasSeen, writeSeen } from "./packed/seen.js";
import { endOfText } from "./packed/texts.js";
import { isSettled, textOfTrait } from "./packed/traits.js";
import { Profile } from "./stored-profile.js";
import { giveBack, takeBench, type Workbench } from "./workbench.js";

/**
 * A profile being changed; the one it began with stays as it is. What every event asks and changes is done on the packed bytes; the
 * rest is unpacked when it is read, and packed again at the end when it was written.
 */
export class Draft implements ProfileDraft {
  readonly person: PersonKey;
  readonly #base: Profile;
  readonly #bench: Workbench;
  /** Bits by slot: the bench's `values` hold the section; they hold changes that the bytes don't have yet; the section differs from the base. */
  #unpacked = 0;
  #written = 0;
  #changed = 0;

  constructor(base: Profile, person: PersonKey) {
    this.#base = base;
    this.person = person;
    this.#bench = takeBench();
    this.#bench.load(base.packed);
  }

  read<K extends SectionName>(section: K): View<Sections[K]> {
    const slot = SLOTS[section];
    if ((this.#unpacked & (1 << slot)) === 0) {
      this.#bench.values[slot] = this.#bench.unpack(section, slot);
      this.#unpacked |= 1 << slot;
    }
    return this.#bench.values[slot] as View<Sections[K]>;
  }

  write<K extends SectionName>(section: K): Sections[K] {
    const slot = SLOTS[section];
    const bit = 1 << slot;
    if ((this.#written & bit) === 0) {
      const bench = this.#bench;
      // Just unpacked, it is nobody else's.
      const own = (this.#unpacked & bit) === 0 && bench.starts[slot] !== bench.ends[slot];
      const value = this.read(section) as unknown as Sections[K];
      if (!own) this.#bench.values[slot] = CODECS[section].copy(value);
      this.#written |= bit;
      this.#changed |= bit;
    }
    return this.#bench.values[slot] as Sections[K];
  }

  hasChanged(section: SectionName): boolean {
    return (this.#changed & (1 << SLOTS[section])) !== 0;
  }

  /** `plans` as they were before this step, without the rest of the profile being loaded again. */
  plansBefore(): View<Sections["plans"]> {
    return this.#bench.unpackLoaded("plans", SLOTS.plans) as View<Sections["plans"]>;
  }

  /** Whether there is a mark that sends events after a profile that was merged into another. */
  isForwarded(): boolean {
    const slot = SLOTS.identity;
    this.#settle(slot);
    const { bytes, starts, ends } = this.#bench;
    const start = starts[slot] as number;
    return start !== ends[slot] && bytes[endOfText(bytes, start)] !== 0;
  }

  hasSeen(hash: number): boolean {
    const slot = SLOTS.seen;
    this.#settle(slot);
    return hasSeen(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number, hash);
  }

  /** The ring of applied ids. */
  remember(hash: number, limit: number): void {
    const slot = SLOTS.seen;
    this.#edit(slot);
    const bench = this.#bench;
    const anew = bench.position;
    writeSeen(bench, bench.starts[slot] as number, bench.ends[slot] as number, hash, limit);
    bench.place(slot, anew);
  }

  firstDue(): number {
    const slot = SLOTS.plans;
    this.#settle(slot);
    return firstDueOf(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number);
  }

  isPlanned(kind: string, ref: string): boolean {
    const slot = SLOTS.plans;
    this.#settle(slot);
    return isPlanned(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number, kind, ref);
  }

  browseSession(): number {
    const slot = SLOTS.plans;
    this.#settle(slot);
    return browseSessionOf(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number);
  }

  hasCart(): boolean {
    const slot = SLOTS.cart;
    this.#settle(slot);
    return hasLines(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number);
  }

  isAnnounced(ref: string): boolean {
    const slot = SLOTS.cart;
    this.#settle(slot);
    return isAnnounced(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number, ref);
  }

  cartLine(item: string): CartLine | undefined {
    const slot = SLOTS.cart;
    this.#settle(slot);
    const bench = this.#bench;
    const end = bench.ends[slot] as number;
    const at = findByText(bench, linesOf(bench, bench.starts[slot] as number, end), end, item);
    return at < 0
      ? undefined
      : cartLineEntry.unpack(new ByteReader(bench, insideOf(bench.bytes, at), endOfText(bench.bytes, at)));
  }

  putInCart(line: CartLine, limit: number): void {
    const slot = SLOTS.cart;
    this.#edit(slot);
    const bench = this.#bench;
    const end = bench.ends[slot] as number;
    const lines = linesOf(bench, bench.starts[slot] as number, end);
    const known = findByText(bench, lines, end, line.item);
    const entry = packEntry(bench, line, cartLineEntry);
    const entryEnd = bench.position;
    bench.half(0);
    writeWithNewest(bench, lines, end, entry, entryEnd, known, limit);
    bench.place(slot, entryEnd);
  }

  takeFromCart(items: readonly string[]): void {
    const slot = SLOTS.cart;
    this.#edit(slot);
    const bench = this.#bench;
    let end = bench.ends[slot] as number;
    let lines = linesOf(bench, bench.starts[slot] as number, end);
    let left = items.length === 0 ? 0 : countOf(bench, lines, end);
    for (let i = 0; i < items.length && left > 0; i++) {
      const at = findByText(bench, lines, end, items[i] as string);
      if (at < 0) continue;
      const anew = bench.position;
      bench.half(--left);
      writeWithout(bench, lines + 2, end, at);
      lines = anew;
      end = bench.position;
    }
    const anew = bench.position;
    if (left > 0) {
      bench.half(0);
      bench.again(lines, end);
    }
    bench.place(slot, anew);
  }

  rememberItem(item: ItemRecord, limit: number): void {
    this.#push(SLOTS.items, item, itemEntry, 1, limit, false);
  }

  rememberLabel(label: Label, limit: number): void {
    this.#push(SLOTS.labels, label, labelEntry, 0, limit, true);
  }

  interestsAt(): number {
    const slot = SLOTS.interests;
    this.#settle(slot);
    const { starts, ends, view } = this.#bench;
    const start = starts[slot] as number;
    return start === ends[slot] ? 0 : view.getFloat64(start, true);
  }

  interestShares(list: "categories" | "tags"): ReadonlyMap<string, number> {
    const slot = SLOTS.interests;
    this.#settle(slot);
    return sharesOf(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number, list);
  }

  growInterests(at: number, factor: number, added: number, categories: InterestGrowth, tags: InterestGrowth): void {
    const slot = SLOTS.interests;
    this.#edit(slot);
    const bench = this.#bench;
    const start = bench.starts[slot] as number;
    const anew = growPacked(bench, start, bench.ends[slot] as number, at, factor, added, categories, tags);
    if (anew >= 0) bench.place(slot, anew);
  }

  isSettled(key: string, value: string, provenance: Provenance): boolean {
    const slot = SLOTS.traits;
    this.#settle(slot);
    const { starts, ends } = this.#bench;
    const rank = PROVENANCES.indexOf(provenance);
    return isSettled(this.#bench, starts[slot] as number, ends[slot] as number, key, value, rank);
  }

  textTrait(key: string): string | undefined {
    const slot = SLOTS.traits;
    this.#settle(slot);
    return textOfTrait(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number, key);
  }

  eachPrice(take: (kind: ItemKind, price: number) => void): void {
    const slot = SLOTS.items;
    this.#settle(slot);
    eachPrice(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number, take);
  }

  tallyItems(since: number): ItemTally {
    const slot = SLOTS.items;
    this.#settle(slot);
    return tallyItems(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number, since);
  }

  hoursOffset(): number {
    const slot = SLOTS.hours;
    this.#settle(slot);
    return hoursOffsetOf(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number);
  }

  firstExpiry(): number {
    const slot = SLOTS.loyalty;
    this.#settle(slot);
    return firstExpiryOf(this.#bench, this.#bench.starts[slot] as number, this.#bench.ends[slot] as number);
  }

  noteIntent(at: number, scores: IntentScores): void {
    const slot = SLOTS.intent;
    this.#edit(slot);
    const bench = this.#bench;
    bench.place(slot, writeIntent(bench, bench.starts[slot] as number, bench.ends[slot] as number, at, scores));
  }

  /** The changed profile, or the one it began with when nothing was written. The draft must not be used after. */
  finish(): Profile {
    const bench = this.#bench;
    for (let slot = 0; this.#written !== 0; slot++) this.#settle(slot);
    const profile = this.#changed === 0 ? this.#base : new Profile(bench.finish(this.#changed));
    giveBack(bench);
    return profile;
  }

  /** Instead of `finish`, when nothing comes of it. */
  discard(): void {
    giveBack(this.#bench);
  }

  /** A new entry of a ring. `keyFrom`: where the text stands that ends the key. `asIs`: leave an entry alone that is known already. */
  #push<E>(slot: number, value: E, codec: EntryCodec<E>, keyFrom: number, limit: number, asIs: boolean): void {
    this.#settle(slot);
    if (pushEntry(this.#bench, slot, value, codec, keyFrom, limit, asIs)) this.#edit(slot);
  }

  /** The bytes are what was written: they may be asked. */
  #settle(slot: number): void {
    const bit = 1 << slot;
    if ((this.#written & bit) === 0) return;
    this.#written &= ~bit;
    this.#bench.pack(SECTION_NAMES[slot] as SectionName, slot, this.#bench.values[slot] as Sections[SectionName]);
  }

  /** The bytes are about to change: what was unpacked of them is no longer true. */
  #edit(slot: number): void {
    this.#settle(slot);
    this.#unpacked &= ~(1 << slot);
    this.#changed |= 1 << slot;
  }
}
