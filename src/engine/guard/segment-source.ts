import type { Segment } from "../../domain/segment.js";

/** What a segment's condition names, found in its text: CEL writes `person.traits.pregnant`, `person.traits["pregnant"]` or `"shoes" in …`. */
export function namedIn({ when: { source } }: Segment, name: string): boolean {
  if (name === "") return false;
  for (let at = source.indexOf(name); at >= 0; at = source.indexOf(name, at + 1)) {
    if (!isWord(source[at - 1]) && !isWord(source[at + name.length])) return true;
  }
  return false;
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);
}

/** Whether the condition asks for nothing of the person but traits. */
export function readsTraitsOnly({ when: { source, reads } }: Segment): boolean {
  return reads.size === 1 && reads.has("person") && !/\bperson\s*\.\s*(?!traits\b)/.test(source);
}
