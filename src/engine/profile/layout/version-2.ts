import type { Cart, Interests, ItemRecord, Label, Plans, WeightedKeys } from "../../../domain/profile.js";
import type { ByteReader } from "../byte-reader.js";
import { unreadable } from "../unreadable.js";
import { ITEM_KINDS } from "./items.js";
import { unpackList } from "./section-codec.js";

/** How versions 1 and 2 wrote the sections that version 3 writes otherwise. Kept for stores that hold such profiles. */

export function readInterests(r: ByteReader): Interests {
  return { at: r.signed(), categories: readKeys(r), tags: readKeys(r) };
}

function readKeys(r: ByteReader): WeightedKeys {
  const count = r.count();
  const keys: string[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    keys.push(r.text());
    weights.push(r.single());
  }
  return { keys, weights };
}

export function readItems(reader: ByteReader): ItemRecord[] {
  let before = 0;
  return unpackList(reader, (r) => {
    const id = r.text();
    const kind = ITEM_KINDS[r.byte()] ?? unreadable("an unknown kind of interaction");
    before += r.signed();
    return { id, kind, time: before, category: r.text(), price: r.amount() };
  });
}

export function readLabels(reader: ByteReader): Label[] {
  return unpackList(reader, (r) => ({ id: r.text(), name: r.text() }));
}

export function readCart(reader: ByteReader): Cart {
  const lines = unpackList(reader, (r) => ({
    item: r.text(),
    quantity: r.whole(),
    price: r.amount(),
    category: r.text(),
    name: r.text(),
    time: r.signed(),
  }));
  return { lines, announced: unpackList(reader, (r) => r.text()) };
}

export function readPlans(reader: ByteReader): Plans {
  const browseSession = reader.signed();
  const open = unpackList(reader, (r) => ({
    kind: r.text(),
    ref: r.text(),
    due: r.signed(),
    openedAt: r.signed(),
    opened: r.text(),
    subject: "",
    items: [],
    value: 0,
  }));
  return { open, browseSession };
}

export function readSeen(reader: ByteReader): number[] {
  return unpackList(reader, (r) => r.double());
}
