import type { Item } from "../../domain/item.js";
import { type Heap, offsetOf, type TextHeap } from "./text-heap.js";

/** What is only shown of an item, as one piece of the heap: title, url, image, number of tags, tags. A text is its length (LEB128) and UTF-8. */
export type Display = Pick<Item, "title" | "url" | "image" | "tags">;

export const NO_DISPLAY: Display = { title: "", url: "", image: "", tags: [] };

const LENGTH_BYTES = 3;

/** Returns its place. */
export function writeDisplay(heap: TextHeap, { title, url, image, tags }: Display): number {
  const texts = [title, url, image, ...tags];
  const most = texts.reduce((sum, text) => sum + LENGTH_BYTES + 3 * text.length, 1);
  const { buffer, at } = heap.reserve(most);
  let end = at;
  for (const [i, text] of texts.entries()) {
    if (i === 3) buffer[end++] = tags.length;
    end = writeText(buffer, end, text);
  }
  if (tags.length === 0) buffer[end++] = 0;
  return heap.take(end - at);
}

/** How many bytes it takes, about. */
export function displayBytes({ title, url, image, tags }: Display): number {
  return [title, url, image, ...tags].reduce((sum, text) => sum + 1 + Buffer.byteLength(text, "utf8"), 1);
}

export function readDisplay(heap: Heap, place: number): Display {
  const chunk = heap.chunk(place);
  const cursor = { at: offsetOf(place) };
  const title = readText(chunk, cursor);
  const url = readText(chunk, cursor);
  const image = readText(chunk, cursor);
  const tags = Array.from({ length: chunk[cursor.at++] as number }, () => readText(chunk, cursor));
  return { title, url, image, tags };
}

export function readTitle(heap: Heap, place: number): string {
  return readText(heap.chunk(place), { at: offsetOf(place) });
}

function writeText(buffer: Buffer, at: number, text: string): number {
  const length = Buffer.byteLength(text, "utf8");
  let end = at;
  let rest = length;
  for (; rest >= 0x80; rest >>>= 7) buffer[end++] = (rest & 0x7f) | 0x80;
  buffer[end++] = rest;
  return end + buffer.write(text, end, length, "utf8");
}

function readText(chunk: Buffer, cursor: { at: number }): string {
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = chunk[cursor.at++] as number;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const text = length === 0 ? "" : chunk.toString("utf8", cursor.at, cursor.at + length);
  cursor.at += length;
  return text;
}
