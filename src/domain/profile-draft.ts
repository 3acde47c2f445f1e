import type { ItemTally } from "./item-tally.js";
import type { PersonKey } from "./person.js";
import type { Provenance } from "./policy.js";
import type { CartLine, ItemKind, ItemRecord, Label, SectionName, Sections, View } from "./profile.js";
import type { IntentScores } from "./scoring.js";

/**
 * A profile being changed in one step. `write` copies a section the first time; what was read before a write of the same section is the
 * old value.
 */
export interface ProfileDraft {
  readonly person: PersonKey;
  read<K extends SectionName>(section: K): View<Sections[K]>;
  write<K extends SectionName>(section: K): Sections[K];
  /** Whether this step has written to the section. */
  hasChanged(section: SectionName): boolean;

  // What nearly every event asks and changes, without unpacking a section: the same as reading or writing it, only cheaper.

  /** When the first plan is due; infinity where there is none. */
  firstDue(): number;
  isPlanned(kind: string, ref: string): boolean;
  /** `plans.browseSession` */
  browseSession(): number;
  hasCart(): boolean;
  /** Whether the present cart was announced for this wait. */
  isAnnounced(ref: string): boolean;
  cartLine(item: string): CartLine | undefined;
  /** As the newest line, in the place of the same item's; the oldest goes when there are more than `limit`. It was announced for nothing. */
  putInCart(line: CartLine, limit: number): void;
  /** Takes these items' lines out, or all where none are named; what is left was announced for nothing. */
  takeFromCart(items: readonly string[]): void;
  /** Whether to say that this trait is this (short ASCII) text would change nothing: it stands so, or by a stronger word. */
  isSettled(key: string, value: string, provenance: Provenance): boolean;
  /** The trait of this (short ASCII) name, where it is a text. */
  textTrait(key: string): string | undefined;
  /** What was done with each of `items` whose price is known, and the price. */
  eachPrice(take: (kind: ItemKind, price: number) => void): void;
  /** What `items` say of the time since then, ms. */
  tallyItems(since: number): ItemTally;
  /** `hours.offset` */
  hoursOffset(): number;
  /** When the first points run out; infinity where none do. */
  firstExpiry(): number;
  /** As the newest, in the place of the same item's and kind's; the oldest goes when there are more than `limit`. */
  rememberItem(item: ItemRecord, limit: number): void;
  /** As the newest, in the place of the same item's; one that is known already stays where it is. */
  rememberLabel(label: Label, limit: number): void;
  /** `intent.at` (later than 0) and the scores; what else stands there stays. */
  noteIntent(at: number, scores: IntentScores): void;
  /** `interests.at` */
  interestsAt(): number;
  /** The share of each key in the sum of its list's weights; a map of its own each time. */
  interestShares(list: "categories" | "tags"): ReadonlyMap<string, number>;
  /** All weights times `factor` as of `at`, and `added` to each of the keys. */
  growInterests(at: number, factor: number, added: number, categories: InterestGrowth, tags: InterestGrowth): void;
}

/** Keys that gain weight, each once, and how many are kept of the list: the weakest, of equal ones the older, makes room. */
export interface InterestGrowth {
  readonly keys: readonly string[];
  readonly limit: number;
}
