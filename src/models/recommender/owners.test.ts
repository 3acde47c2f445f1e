import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SessionTable } from "./model.js";
import { NOBODY, saltedOwner, withoutOwner } from "./owners.js";

const ITEMS = 6;

/** A table of sessions, each of some items, of one of three owners. */
function tableOf(sessions: readonly { readonly items: readonly number[]; readonly owner: number }[]): SessionTable {
  const rows = (lists: readonly (readonly number[])[]) => ({
    offsets: Uint32Array.from(lists.reduce((ends, list) => [...ends, (ends.at(-1) ?? 0) + list.length], [0])),
    values: Uint32Array.from(lists.flat()),
  });
  const items = rows(sessions.map((session) => session.items));
  const byItem = rows(
    Array.from({ length: ITEMS }, (_, item) =>
      sessions.flatMap((session, number) => (session.items.includes(item) ? [number] : [])).reverse(),
    ),
  );
  return {
    offsets: items.offsets,
    items: items.values,
    days: Uint32Array.from(sessions, (_, number) => number + 1),
    owners: Uint32Array.from(sessions, ({ owner }) => owner),
    itemOffsets: byItem.offsets,
    itemSessions: byItem.values,
  };
}

function sessionsOf({ offsets, items, owners }: SessionTable) {
  return Array.from(owners, (owner, row) => ({ items: [...items.slice(offsets[row], offsets[row + 1])], owner }));
}

describe("owners of sessions", () => {
  it("are other numbers in every version, and never nobody", () => {
    expect(saltedOwner("v1", "dTphbm4")).toBe(saltedOwner("v1", "dTphbm4"));
    expect(saltedOwner("v1", "dTphbm4")).not.toBe(saltedOwner("v2", "dTphbm4"));
    expect(saltedOwner("v1", "dTphbm4")).not.toBe(saltedOwner("v1", "dTpiZW4"));
    expect(saltedOwner("v1", "dTphbm4")).not.toBe(NOBODY);
  });

  it("lose all rows and leave those of others as they were", () => {
    const session = fc.record({
      items: fc.uniqueArray(fc.nat(ITEMS - 1), { minLength: 1 }),
      owner: fc.constantFrom(11, 22, 33),
    });
    fc.assert(
      fc.property(fc.array(session, { maxLength: 12 }), (sessions) => {
        const { table, rows } = withoutOwner(tableOf(sessions), 22);
        const expected = sessions.map((one) => (one.owner === 22 ? { items: [], owner: NOBODY } : one));
        expect(rows).toBe(sessions.filter(({ owner }) => owner === 22).length);
        expect(sessionsOf(table)).toEqual(expected);
        // Row numbers stay: what points at the others is what a table made without the person's items holds.
        const { itemOffsets, itemSessions } = tableOf(expected);
        expect([[...table.itemOffsets], [...table.itemSessions]]).toEqual([[...itemOffsets], [...itemSessions]]);
      }),
    );
  });

  it("leave a table that threads share, as it was read", () => {
    const { table } = withoutOwner(
      tableOf([
        { items: [0, 1], owner: 11 },
        { items: [1, 2], owner: 22 },
      ]),
      22,
    );
    for (const column of Object.values(table)) expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});
