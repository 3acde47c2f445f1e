import fc from "fast-check";
import { expect, it } from "vitest";
import { interactionsOf } from "../../../../test/harness/interactions-of.js";
import { KINDS } from "../../interactions.js";
import { pairsOf } from "./pairs.js";

const WEIGHTS = { view: 1, cart: 0, save: 0.5, order: 4 };
const interaction = fc.tuple(fc.nat(5), fc.nat(7), fc.constantFrom(...KINDS));

it("a pair stands once, with the weights of its kinds added up; what weighs nothing is left out", () => {
  fc.assert(
    fc.property(fc.array(interaction, { maxLength: 60 }), (met) => {
      const expected = new Map<string, number>();
      for (const triple of new Set(met.map(([person, item, kind]) => `p${person} i${item} ${kind}`))) {
        const [person, item, kind] = triple.split(" ") as [string, string, keyof typeof WEIGHTS];
        const pair = `${person} ${item}`;
        expected.set(pair, (expected.get(pair) ?? 0) + WEIGHTS[kind]);
      }
      const interactions = interactionsOf(met.map(([person, item, kind], n) => [`p${person}`, `i${item}`, n, kind]));
      const { count, offsets, items, weights } = pairsOf(interactions, WEIGHTS);
      const found = interactions.people.flatMap((person, p) =>
        Array.from(items.subarray(offsets[p], offsets[p + 1]), (item, n): [string, number] => [
          `${person} ${interactions.items[item]}`,
          weights[(offsets[p] as number) + n] as number,
        ]),
      );
      const wanted = [...expected].filter(([, weight]) => weight > 0);
      expect(found.toSorted()).toEqual(wanted.toSorted());
      expect(count).toBe(wanted.length);
    }),
  );
});
