import { type ItemTally, NO_ITEM_TALLY } from "../../../domain/item-tally.js";
import { ITEM_KINDS } from "../layout/items.js";
import type { Memory } from "../memory.js";
import { insideOf } from "./ring.js";
import { endOfText, sameBytes } from "./texts.js";

const [VIEW, CART, SAVE, ORDER] = (["view", "cart", "save", "order"] as const).map((kind) =>
  ITEM_KINDS.indexOf(kind),
) as [number, number, number, number];

/** Where each entry stands, by place. Used by one call at a time. */
let places = new Int32Array(64);
const counts = new Uint32Array(ITEM_KINDS.length);
const last = new Float64Array(ITEM_KINDS.length);

/** Items as they are packed (packed/items.ts), from the newest entry back: whole entries until one is older than `since`, then only their kinds. */
export function tallyItems(memory: Memory, start: number, end: number, since: number): ItemTally {
  if (start === end) return NO_ITEM_TALLY;
  const { bytes, view } = memory;
  const count = view.getUint16(start, true);
  if (places.length < count) places = new Int32Array(count);
  for (let i = 0, at = start + 2; i < count; i++, at = endOfText(bytes, at)) places[i] = insideOf(bytes, at);
  counts.fill(0);
  last.fill(0);
  const newest = places[count - 1] as number;
  const id = newest + 1;
  const idSize = endOfText(bytes, id) - id;
  const category = categoryAt(bytes, newest);
  const categorySize = endOfText(bytes, category) - category;
  let known = 0;
  let inCategory = 0;
  let isSince = true;
  for (let i = count - 1; i >= 0; i--) {
    const at = places[i] as number;
    const kind = bytes[at] as number;
    if (sameBytes(bytes, at + 1, id, idSize)) known |= 1 << kind;
    if (!isSince && last[kind] !== 0) continue;
    const time = timeAt(bytes, at);
    if (last[kind] === 0) last[kind] = time;
    isSince &&= time >= since;
    if (!isSince) continue;
    counts[kind] = (counts[kind] as number) + 1;
    if (categorySize > 1 && sameBytes(bytes, categoryAt(bytes, at), category, categorySize)) inCategory++;
  }
  return {
    views: counts[VIEW] as number,
    carts: counts[CART] as number,
    saves: counts[SAVE] as number,
    orders: counts[ORDER] as number,
    inCategory,
    lastCart: last[CART] as number,
    lastSave: last[SAVE] as number,
    lastOrder: last[ORDER] as number,
    isCarted: (known & (1 << CART)) !== 0,
    isSaved: (known & (1 << SAVE)) !== 0,
    isOrdered: (known & (1 << ORDER)) !== 0,
  };
}

/** Behind kind and id: as ByteReader.signed has it, without a reader for each entry. */
function timeAt(bytes: Uint8Array, entry: number): number {
  let at = endOfText(bytes, entry + 1);
  let byte = bytes[at++] as number;
  let low = byte & 0x7f;
  for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) low |= ((byte = bytes[at++] as number) & 0x7f) << shift;
  let high = 0;
  for (let shift = 0; byte >= 0x80 && shift < 28; shift += 7) high |= ((byte = bytes[at++] as number) & 0x7f) << shift;
  return (low & 1) === 1 ? -(high * 2 ** 27 + ((low + 1) >>> 1)) : high * 2 ** 27 + (low >>> 1);
}

/** Behind kind, id and time. */
function categoryAt(bytes: Uint8Array, entry: number): number {
  let at = endOfText(bytes, entry + 1);
  while ((bytes[at] as number) >= 0x80) at++;
  return at + 1;
}
