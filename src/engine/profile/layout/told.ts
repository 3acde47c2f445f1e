import type { Told, ToldProduct } from "../../../domain/told.js";
import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import { packList, packTexts, unpackList, unpackTexts } from "./section-codec.js";

/** What an event told, behind a plan or an escalation; a byte where it told nothing. */
export function packTold(w: ByteWriter, told: Told | undefined): void {
  w.byte(told === undefined ? 0 : 1);
  if (told === undefined) return;
  w.text(told.order);
  w.text(told.category);
  packList(w, told.products, packProduct);
  packTexts(w, told.held);
}

export function unpackTold(r: ByteReader): { readonly told?: Told } {
  if (r.byte() === 0) return {};
  const order = r.text();
  const category = r.text();
  return { told: { order, category, products: unpackList(r, unpackProduct), held: unpackTexts(r) } };
}

function packProduct(w: ByteWriter, product: ToldProduct): void {
  w.text(product.id);
  w.text(product.name);
  w.text(product.category);
  w.amount(product.price);
  w.amount(product.oldPrice);
}

function unpackProduct(r: ByteReader): ToldProduct {
  return { id: r.text(), name: r.text(), category: r.text(), price: r.amount(), oldPrice: r.amount() };
}
