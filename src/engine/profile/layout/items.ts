import type { Cart, CartLine, ItemKind, ItemRecord, Label, OrderRecord, SavedItem } from "../../../domain/profile.js";
import { unreadable } from "../unreadable.js";
import { emptyList, listBasics, listCodec, packList, type SectionCodec, unpackList } from "./section-codec.js";

const KINDS: readonly ItemKind[] = ["view", "cart", "save", "order"];

export const itemsCodec: SectionCodec<ItemRecord[]> = {
  ...listBasics<ItemRecord>(),
  pack(w, items) {
    w.whole(items.length);
    let before = 0;
    for (const item of items) {
      w.text(item.id);
      w.byte(KINDS.indexOf(item.kind));
      w.signed(item.time - before);
      w.text(item.category);
      w.amount(item.price);
      before = item.time;
    }
  },
  unpack(r) {
    let before = 0;
    return unpackList(r, () => {
      const id = r.text();
      const kind = KINDS[r.byte()] ?? unreadable("an unknown kind of interaction");
      before += r.signed();
      return { id, kind, time: before, category: r.text(), price: r.amount() };
    });
  },
};

export const labelsCodec: SectionCodec<Label[]> = listCodec(
  (w, label) => {
    w.text(label.id);
    w.text(label.name);
  },
  (r) => ({ id: r.text(), name: r.text() }),
);

export const cartCodec: SectionCodec<Cart> = {
  empty: Object.freeze({ lines: emptyList<CartLine>(), announced: emptyList<string>() }),
  isEmpty: (cart) => cart.lines.length === 0 && cart.announced.length === 0,
  copy: (cart) => ({ lines: cart.lines.slice(), announced: cart.announced.slice() }),
  pack(writer, cart) {
    packList(writer, cart.lines, (w, line) => {
      w.text(line.item);
      w.whole(line.quantity);
      w.amount(line.price);
      w.text(line.category);
      w.text(line.name);
      w.signed(line.time);
    });
    packList(writer, cart.announced, (w, ref) => w.text(ref));
  },
  unpack: (reader) => ({
    lines: unpackList(reader, (r) => ({
      item: r.text(),
      quantity: r.whole(),
      price: r.amount(),
      category: r.text(),
      name: r.text(),
      time: r.signed(),
    })),
    announced: unpackList(reader, (r) => r.text()),
  }),
};

export const savedCodec: SectionCodec<SavedItem[]> = listCodec(
  (w, saved) => {
    w.text(saved.item);
    w.signed(saved.time);
    w.text(saved.category);
    w.amount(saved.price);
  },
  (r) => ({ item: r.text(), time: r.signed(), category: r.text(), price: r.amount() }),
);

export const ordersCodec: SectionCodec<OrderRecord[]> = listCodec(
  (w, order) => {
    w.text(order.id);
    w.signed(order.time);
    w.amount(order.value);
    w.whole(order.pieces);
    packList(w, order.items, (writer, item) => writer.text(item));
  },
  (r) => ({
    id: r.text(),
    time: r.signed(),
    value: r.amount() ?? 0,
    pieces: r.whole(),
    items: unpackList(r, (reader) => reader.text()),
  }),
);
