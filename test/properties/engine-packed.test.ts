import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Intent, SCORE_UNIT } from "../../src/domain/intent.js";
import type { CartLine, ItemKind, ItemRecord, Label } from "../../src/domain/profile.js";
import { Draft } from "../../src/engine/profile/draft.js";
import { EMPTY_PROFILE, type Profile } from "../../src/engine/profile/stored-profile.js";

/** Changes on packed bytes against the same changes on plain lists. Texts of all kinds and lengths: lengths take one byte or two. */

const text = fc
  .oneof(fc.constantFrom("a", "b", "ab", "aa"), fc.string({ unit: "binary", maxLength: 64 }))
  .map(wellFormed);
const LIMIT = 4;

function wellFormed(value: string): string {
  return value.toWellFormed();
}

/** Each change in a step of its own or several in one. */
function run<T>(changes: readonly T[], together: number, apply: (draft: Draft, change: T) => void): Profile {
  let profile = EMPTY_PROFILE;
  for (let i = 0; i < changes.length; i += together) {
    const draft = new Draft(profile, "u:ada");
    for (const change of changes.slice(i, i + together)) apply(draft, change);
    profile = draft.finish();
  }
  return profile;
}

function put<T>(list: T[], entry: T, same: (other: T) => boolean, limit = LIMIT): void {
  const at = list.findIndex(same);
  if (at >= 0) list.splice(at, 1);
  list.push(entry);
  list.splice(0, Math.max(0, list.length - limit));
}

const together = fc.integer({ min: 1, max: 3 });

describe("a change on packed bytes is the same change on a list", () => {
  it("for recent items and labels, also under a limit that became smaller", () => {
    const kind = fc.constantFrom<ItemKind>("view", "cart", "save", "order");
    const price = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined });
    const item: fc.Arbitrary<ItemRecord> = fc.record({
      id: text,
      kind,
      time: fc.integer(),
      category: text,
      price: price.map((value) => (value === undefined ? value : value + 0)),
    });
    const change = fc.record({ item, name: text, limit: fc.constantFrom(LIMIT, LIMIT, 2) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), together, (changes, at) => {
        const items: ItemRecord[] = [];
        const labels: Label[] = [];
        for (const { item: one, name, limit } of changes) {
          put(items, one, (other) => other.id === one.id && other.kind === one.kind, limit);
          if (!labels.some((label) => label.id === one.id && label.name === name))
            put(labels, { id: one.id, name }, (other) => other.id === one.id, limit);
        }
        const profile = run(changes, at, (draft, { item: one, name, limit }) => {
          draft.rememberItem(one, limit);
          draft.rememberLabel({ id: one.id, name }, limit);
        });
        expect(profile.read("items")).toEqual(items);
        expect(profile.read("labels")).toEqual(labels);
        const prices: Pick<ItemRecord, "kind" | "price">[] = [];
        const draft = new Draft(profile, "u:ada");
        draft.eachPrice((one, cost) => prices.push({ kind: one, price: cost }));
        draft.discard();
        expect(prices).toEqual(
          items.filter((one) => one.price !== undefined).map((one) => ({ kind: one.kind, price: one.price })),
        );
      }),
    );
  });

  it("in what recent items say of a visit", () => {
    const item = fc.record({
      id: text,
      kind: fc.constantFrom<ItemKind>("view", "cart", "save", "order"),
      time: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 2 ** 43 })),
      category: fc.oneof(fc.constantFrom("", "shoes"), text),
      price: fc.constantFrom(undefined, 1.5, 2 ** 40),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 90 }), fc.integer({ min: -9, max: 9 }), (changes, since) => {
        const draft = new Draft(EMPTY_PROFILE, "u:ada");
        for (const one of changes) draft.rememberItem(one, 80);
        const tally = draft.tallyItems(since);
        const newestFirst = draft.read("items").toReversed();
        draft.discard();
        const older = newestFirst.findIndex(({ time }) => time < since);
        const visit = older < 0 ? newestFirst : newestFirst.slice(0, older);
        const [newest] = newestFirst;
        const many = (kind: ItemKind) => visit.filter((one) => one.kind === kind).length;
        const last = (kind: ItemKind) => newestFirst.find((one) => one.kind === kind && one.time !== 0)?.time ?? 0;
        const isKnown = (kind: ItemKind) => newestFirst.some((one) => one.kind === kind && one.id === newest?.id);
        const isAlike = ({ category }: ItemRecord) => category !== "" && category === newest?.category;
        expect(tally).toEqual({
          ...{ views: many("view"), carts: many("cart"), saves: many("save"), orders: many("order") },
          inCategory: visit.filter(isAlike).length,
          ...{ lastCart: last("cart"), lastSave: last("save"), lastOrder: last("order") },
          ...{ isCarted: isKnown("cart"), isSaved: isKnown("save"), isOrdered: isKnown("order") },
        });
      }),
    );
  });

  it("for the cart, whether a change before it was made on the list", () => {
    const line = (item: string): CartLine => ({ item, quantity: 1, price: 1.5, category: item, name: item, time: 7 });
    const change = fc.oneof(
      fc.record({ kind: fc.constant("put" as const), item: text }),
      fc.record({ kind: fc.constant("take" as const), items: fc.array(text, { maxLength: 2 }) }),
      fc.record({ kind: fc.constant("announce" as const) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), together, (changes, at) => {
        let lines: CartLine[] = [];
        let announced: string[] = [];
        for (const one of changes) {
          if (one.kind === "announce") announced.push("w1");
          else announced = [];
          if (one.kind === "put") put(lines, line(one.item), (other) => other.item === one.item);
          if (one.kind === "take")
            lines = one.items.length === 0 ? [] : lines.filter((other) => !one.items.includes(other.item));
        }
        const profile = run(changes, at, (draft, one) => {
          if (one.kind === "put") draft.putInCart(line(one.item), LIMIT);
          else if (one.kind === "take") draft.takeFromCart(one.items);
          else draft.write("cart").announced.push("w1");
        });
        expect(profile.read("cart")).toEqual({ lines, announced });
        const draft = new Draft(profile, "u:ada");
        expect(draft.hasCart()).toBe(lines.length > 0);
        expect(draft.isAnnounced("w1")).toBe(announced.length > 0);
        for (const { item } of lines) expect(draft.cartLine(item)).toEqual(line(item));
        draft.discard();
      }),
    );
  });

  it("for interests: weights scale, the weakest makes room, of equals the older", () => {
    const change = fc.record({
      keys: fc.uniqueArray(text, { maxLength: 3 }),
      factor: fc.constantFrom(1, 0.5, 0.3),
      added: fc.constantFrom(0.5, 1, 2, 3, 5),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), together, (changes, at) => {
        let known: { key: string; weight: number }[] = [];
        for (const { keys, factor, added } of changes) {
          known = known.map(({ key, weight }) => ({ key, weight: Math.fround(weight * factor) }));
          for (const key of keys) {
            const one = known.find((entry) => entry.key === key);
            if (one === undefined) known.push({ key, weight: added });
            else one.weight = Math.fround(one.weight + added);
          }
          while (known.length > LIMIT) {
            const least = Math.min(...known.map(({ weight }) => weight));
            known.splice(
              known.findIndex(({ weight }) => weight === least),
              1,
            );
          }
        }
        let time = 0;
        const profile = run(changes, at, (draft, { keys, factor, added }) => {
          const growth = { keys, limit: LIMIT };
          draft.growInterests(++time, factor, added, growth, growth);
          expect(draft.interestsAt()).toBe(time);
        });
        const { tags, categories } = profile.read("interests");
        expect(tags.keys.map((key, i) => ({ key, weight: tags.weights[i] }))).toEqual(known);
        expect(categories).toEqual(tags);
        const sum = known.reduce((total, { weight }) => total + weight, 0);
        const shares = known.map(({ key, weight }) => [key, weight / sum]);
        const draft = new Draft(profile, "u:ada");
        expect([...draft.interestShares("categories")]).toEqual(shares);
        expect([...draft.interestShares("tags")]).toEqual(shares);
        draft.discard();
      }),
    );
  });

  it("for what was said of intent, whether samples stand behind it or not", () => {
    const score = fc.nat(SCORE_UNIT).map((whole) => whole / SCORE_UNIT);
    const scores = fc.record({ at: fc.integer({ min: 1, max: 2 ** 45 }), session: score, day: score, churn: score });
    const sample = fc.record({
      at: fc.nat(2 ** 31 - 1),
      said: fc.constant([{ version: "a", session: 0.5, day: 0.25 }]),
    });
    const change = fc.record({ scores, sample: fc.option(sample, { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 10 }), together, (changes, at) => {
        let intent: Intent = { at: 0, session: 0, day: 0, churn: 0, sampledAt: 0, samples: [] };
        for (const one of changes) {
          intent = { ...intent, ...one.scores };
          if (one.sample !== undefined) intent = { ...intent, sampledAt: one.sample.at, samples: [one.sample] };
        }
        const profile = run(changes, at, (draft, one) => {
          const { at: when, ...said } = one.scores;
          draft.noteIntent(when, said);
          if (one.sample === undefined) return;
          const written = draft.write("intent");
          written.sampledAt = one.sample.at;
          written.samples = [one.sample];
        });
        expect(profile.read("intent")).toEqual(intent);
        const draft = new Draft(EMPTY_PROFILE, "u:ada");
        if (changes.length > 0) Object.assign(draft.write("intent"), intent);
        expect(draft.finish().packed).toBe(profile.packed);
      }),
    );
  });

  it("for the ids seen", () => {
    const hash = fc.oneof(fc.constantFrom(0, 1, 2 ** 32, 2 ** 53 - 1), fc.nat(5), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(hash, { maxLength: 30 }), together, (hashes, at) => {
        const profile = run(hashes, at, (draft, one) => draft.remember(one, LIMIT));
        expect(profile.read("seen")).toEqual(hashes.slice(-LIMIT));
        const draft = new Draft(profile, "u:ada");
        for (const one of hashes) expect(draft.hasSeen(one)).toBe(hashes.slice(-LIMIT).includes(one));
        draft.discard();
      }),
    );
  });
});
