import { createHash, type Hash } from "node:crypto";
import type { Interactions } from "../interactions.js";

const AT_ONCE = 10_000;

/** SHA-256 over columns and ids, hexadecimal: the same interactions in the same order have the same, wherever they came from. */
export function dataHashOf({ people, items, person, item, kind, time, categories, prices }: Interactions): string {
  const hash = createHash("sha256");
  for (const texts of [people, items, categories]) addTexts(hash, texts);
  for (const column of [person, item, kind, time, prices])
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex");
}

function addTexts(hash: Hash, texts: readonly string[]): void {
  hash.update(`${texts.length}\n`);
  for (let from = 0; from < texts.length; from += AT_ONCE)
    hash.update(JSON.stringify(texts.slice(from, from + AT_ONCE)));
}
