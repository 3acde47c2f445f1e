import { describe, expect, it } from "vitest";
import type { LogRecord } from "../ports/event-log.js";
import { reconcile } from "./reconcile.js";

/** A partition's records as a list of [sequence, stored time]; `last` is the highest sequence ever given. */
function held(records: readonly (readonly [number, number])[], last = records.at(-1)?.[0] ?? 0) {
  const record = (seq: number, storedAt: number): LogRecord => ({
    seq,
    storedAt,
    payload: new Uint8Array(),
    internal: false,
    headers: () => ({}),
  });
  return {
    at: (_topic: string, _partition: number, seq: number) => {
      const found = records.find(([one]) => one === seq);
      return Promise.resolve(found === undefined ? undefined : record(...found));
    },
    bounds: () => Promise.resolve({ first: records[0]?.[0] ?? last + 1, last, count: records.length }),
  };
}

const ten = Array.from({ length: 10 }, (_, i) => [i + 1, (i + 1) * 100] as const);

describe("holding an offset against the log", () => {
  it("goes on where the record at the offset is the one that was applied", async () => {
    const offset = { generation: 2, seq: 7, storedAt: 700 };
    expect(await reconcile(held(ten), 0, offset)).toEqual({ kind: "agrees", offset });
  });

  it("begins at the beginning of an empty log, and of one that was never read", async () => {
    const start = { generation: 0, seq: 0, storedAt: 0 };
    expect((await reconcile(held([]), 0, start)).kind).toBe("agrees");
    expect((await reconcile(held(ten), 0, start)).kind).toBe("agrees");
  });

  it("finds a lost tail when the log ends before the offset, and waits for what comes next", async () => {
    const lost = await reconcile(held(ten.slice(0, 5)), 0, { generation: 0, seq: 9, storedAt: 900 });
    expect(lost).toEqual({ kind: "diverged", offset: { generation: 1, seq: 5, storedAt: 500 } });
  });

  it("finds a lost tail when sequences were given out again, and applies what was stored after the offset's time", async () => {
    const reused = [...ten.slice(0, 5), [6, 2000], [7, 2100], [8, 2200], [9, 2300], [10, 2400]] as const;
    const lost = await reconcile(held(reused), 0, { generation: 0, seq: 9, storedAt: 900 });
    expect(lost).toEqual({ kind: "diverged", offset: { generation: 1, seq: 5, storedAt: 500 } });
  });

  it("agrees when the record at the offset was purged", async () => {
    const offset = { generation: 0, seq: 7, storedAt: 700 };
    const purged = ten.filter(([seq]) => seq !== 7);
    expect((await reconcile(held(purged), 0, offset)).kind).toBe("agrees");
  });

  it("finds a lost tail though the record at the offset was purged since", async () => {
    const reused = [...ten.slice(0, 5), [6, 2000], [8, 2200]] as const;
    expect((await reconcile(held(reused), 0, { generation: 0, seq: 7, storedAt: 700 })).kind).toBe("diverged");
  });

  it("says how much retention took away before it was applied", async () => {
    const offset = { generation: 0, seq: 3, storedAt: 300 };
    expect(await reconcile(held(ten.slice(6)), 0, offset)).toEqual({ kind: "gap", offset, missing: 3 });
  });

  it("agrees with the offset that a lost tail gave, before and after new records, and finds the next loss", async () => {
    const first = await reconcile(held(ten.slice(0, 5)), 0, { generation: 0, seq: 9, storedAt: 900 });
    const grown = [...ten.slice(0, 5), [6, 2000], [7, 2100]] as const;
    expect(await reconcile(held(ten.slice(0, 5)), 0, first.offset)).toEqual({ kind: "agrees", offset: first.offset });
    expect((await reconcile(held(grown), 0, first.offset)).kind).toBe("agrees");
    const again = await reconcile(held(ten.slice(0, 3)), 0, first.offset);
    expect(again).toEqual({ kind: "diverged", offset: { generation: 2, seq: 3, storedAt: 300 } });
  });

  it("goes on at the beginning when nothing of the log survived", async () => {
    const lost = await reconcile(held([], 0), 0, { generation: 0, seq: 9, storedAt: 900 });
    expect(lost).toEqual({ kind: "diverged", offset: { generation: 1, seq: 0, storedAt: 900 } });
    expect((await reconcile(held([[1, 2000]]), 0, lost.offset)).kind).toBe("agrees");
  });
});
