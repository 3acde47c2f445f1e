import { describe, expect, it } from "vitest";
import { ID_CHARS, idOf, moneyOf, piecesOf, textOf } from "./fields.js";

describe("reading what a site sent", () => {
  it("cuts texts where a character ends", () => {
    expect(textOf("abcdef", 3)).toBe("abc");
    expect(textOf("ab😀", 3)?.isWellFormed()).toBe(true);
    expect(textOf("", 3)).toBeUndefined();
    expect(textOf({ a: 1 }, 3)).toBeUndefined();
  });

  it("keeps long ids apart", () => {
    const [a, b] = [idOf(`${"x".repeat(200)}a`), idOf(`${"x".repeat(200)}b`)];
    expect(a).not.toBe(b);
    expect(a?.length).toBeLessThanOrEqual(ID_CHARS);
    expect(idOf(42)).toBe("42");
    expect(idOf(null)).toBeUndefined();
  });

  it("takes money as number or text, and nothing absurd", () => {
    expect([moneyOf("19.99"), moneyOf(5), moneyOf(0)]).toEqual([19.99, 5, 0]);
    expect([moneyOf("free"), moneyOf(-1), moneyOf(1e300), moneyOf(""), moneyOf(true)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(Object.is(moneyOf(-0), 0)).toBe(true);
  });

  it("counts pieces in whole numbers from one", () => {
    expect([
      piecesOf(3),
      piecesOf("2"),
      piecesOf(2.9),
      piecesOf(0),
      piecesOf(-4),
      piecesOf("many"),
      piecesOf(1e12),
    ]).toEqual([3, 2, 2, 1, 1, 1, 1e6]);
  });
});
