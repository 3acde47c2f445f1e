import { describe, expect, it } from "vitest";
import type { CatalogueEntry } from "../domain/item.js";
import { ObservedItems } from "./observed-items.js";

function price(id: string, price: number, time = 1): CatalogueEntry {
  return { kind: "item", id, source: "observed", time, fields: { price } };
}

describe("what a partition tells of items", () => {
  it("is told once, until something else was told of the item", () => {
    const items = new ObservedItems();
    const told = [price("shoe", 4), price("shoe", 4, 2), price("hat", 4), price("shoe", 5), price("shoe", 4)];
    expect(told.map((entry) => items.isNew(entry))).toEqual([true, false, true, true, true]);
  });

  it("is forgotten for the items that were told of first", () => {
    const items = new ObservedItems();
    for (let i = 0; i < 20_001; i++) items.isNew(price(`i${i}`, 1));
    expect(items.isNew(price("i20000", 1))).toBe(false);
    expect(items.isNew(price("i0", 1))).toBe(true);
  });
});
