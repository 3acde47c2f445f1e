import type { Cart, CartLine, ItemKind, ItemRecord, Label, OrderRecord, SavedItem } from "../../../domain/profile.js";
import { unreadable } from "../unreadable.js";
import {
  emptyList,
  type EntryCodec,
  listCodec,
  packList,
  packRing,
  ringCodec,
  type SectionCodec,
  unpackList,
  unpackRing,
} from "./section-codec.js";

export const ITEM_KINDS: readonly ItemKind[] = ["view", "cart", "save", "order"];

/** Its key: kind and id. */
export const itemEntry: EntryCodec<ItemRecord> = {
  pack(w, item) {
    w.byte(ITEM_KINDS.indexOf(item.kind));
    w.text(item.id);
    w.signed(item.time);
    w.text(item.category);
    w.amount(item.price);
  },
  unpack(r) {
    const kind = ITEM_KINDS[r.byte()] ?? unreadable("an unknown kind of interaction");
    return { id: r.text(), kind, time: r.signed(), category: r.text(), price: r.amount() };
  },
};
export const itemsCodec = ringCodec(itemEntry);

/** Its key: the id. */
export const labelEntry: EntryCodec<Label> = {
  pack(w, label) {
    w.text(label.id);
    w.text(label.name);
  },
  unpack: (r) => ({ id: r.text(), name: r.text() }),
};
export const labelsCodec = ringCodec(labelEntry);

/** Its key: the item. */
export const cartLineEntry: EntryCodec<CartLine> = {
  pack(w, line) {
    w.text(line.item);
    w.whole(line.quantity);
    w.amount(line.price);
    w.text(line.category);
    w.text(line.name);
    w.signed(line.time);
  },
  unpack: (r) => ({
    item: r.text(),
    quantity: r.whole(),
    price: r.amount(),
    category: r.text(),
    name: r.text(),
    time: r.signed(),
  }),
};

export const cartCodec: SectionCodec<Cart> = {
  empty: Object.freeze({ lines: emptyList<CartLine>(), announced: emptyList<string>() }),
  isEmpty: (cart) => cart.lines.length === 0 && cart.announced.length === 0,
  copy: (cart) => ({ lines: cart.lines.slice(), announced: cart.announced.slice() }),
  pack(writer, cart) {
    writer.half(cart.announced.length);
    for (const ref of cart.announced) writer.text(ref);
    packRing(writer, cart.lines, cartLineEntry);
  },
  unpack(reader) {
    const announced: string[] = [];
    for (let left = reader.shortCount(); left > 0; left--) announced.push(reader.text());
    return { announced, lines: unpackRing(reader, cartLineEntry) };
  },
};

export const savedCodec: SectionCodec<SavedItem[]> = listCodec<SavedItem>({
  pack(w, saved) {
    w.text(saved.item);
    w.signed(saved.time);
    w.text(saved.category);
    w.amount(saved.price);
  },
  unpack: (r) => ({ item: r.text(), time: r.signed(), category: r.text(), price: r.amount() }),
});

export const outOfStockCodec: SectionCodec<string[]> = listCodec<string>({
  pack: (w, item) => w.text(item),
  unpack: (r) => r.text(),
});

export const ordersCodec: SectionCodec<OrderRecord[]> = listCodec<OrderRecord>({
  pack(w, order) {
    w.text(order.id);
    w.signed(order.time);
    w.amount(order.value);
    w.whole(order.pieces);
    packList(w, order.items, (writer, item) => writer.text(item));
  },
  unpack: (r) => ({
    id: r.text(),
    time: r.signed(),
    value: r.amount() ?? 0,
    pieces: r.whole(),
    items: unpackList(r, (reader) => reader.text()),
  }),
});
