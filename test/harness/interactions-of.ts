import { type Interactions, KINDS } from "../../src/training/interactions.js";

/** Interactions written by hand: person, item, time in ms, what they did (a view). In order. */
export function interactionsOf(
  rows: readonly (readonly [person: string, item: string, time: number, kind?: (typeof KINDS)[number]])[],
): Interactions {
  const people = [...new Set(rows.map(([person]) => person))];
  const items = [...new Set(rows.map(([, item]) => item))];
  return {
    count: rows.length,
    people,
    items,
    person: Uint32Array.from(rows, ([person]) => people.indexOf(person)),
    item: Uint32Array.from(rows, ([, item]) => items.indexOf(item)),
    kind: Uint8Array.from(rows, ([, , , kind]) => KINDS.indexOf(kind ?? "view")),
    time: Float64Array.from(rows, ([, , time]) => time),
    categories: items.map(() => ""),
    prices: new Float64Array(items.length).fill(Number.NaN),
    source: "written by hand",
  };
}
