import type { ItemKind } from "../../../domain/profile.js";
import { ByteReader } from "../byte-reader.js";
import { ITEM_KINDS } from "../layout/items.js";
import type { Memory } from "../memory.js";

/** Items as they are packed: a ring of kind (one byte), id, time, category and price. What was done with each whose price is known, and the price. */
export function eachPrice(
  memory: Memory,
  start: number,
  end: number,
  take: (kind: ItemKind, price: number) => void,
): void {
  if (start === end) return;
  const reader = new ByteReader(memory, start, end);
  for (let left = reader.shortCount(); left > 0; left--) {
    reader.whole();
    const kind = ITEM_KINDS[reader.byte()] as ItemKind;
    reader.skipText();
    reader.whole();
    reader.skipText();
    const price = reader.amount();
    if (price !== undefined) take(kind, price);
  }
}
