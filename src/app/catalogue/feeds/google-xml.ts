import { SaxesParser, type SaxesTagNS } from "saxes";
import { AttuneError } from "../../../domain/errors.js";
import type { GoogleItem } from "./feed.js";
import { bytesOf, openFeed } from "./feed-file.js";

const GOOGLE = "http://base.google.com/ns/1.0";
const ATOM = "http://www.w3.org/2005/Atom";
/** UTF-16 units of one attribute, and attributes of one item: what is beyond is left out. */
const MOST_CHARS = 10_000;
const MOST_ATTRIBUTES = 200;
/** Levels of elements, and UTF-16 units without a new one (a text, a comment): the parser holds them. */
const MOST_DEPTH = 100;
const MOST_SPAN = 4 * 2 ** 20;

/** Products of an RSS 2.0 or Atom feed, as they come. @throws AttuneError ATTUNE_INPUT_UNREADABLE */
export async function* xmlItemsOf(file: string): AsyncGenerator<GoogleItem> {
  const found: GoogleItem[] = [];
  const parser = itemParser(file, (item) => found.push(item));
  const decoder = new TextDecoder("utf-8");
  for await (const chunk of bytesOf(file, await openFeed(file))) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield* found.splice(0);
  }
  parser.write(decoder.decode()).close();
  yield* found.splice(0);
}

interface ItemParser {
  write(text: string): ItemParser;
  close(): void;
}

/** Hands on each item or entry when it ends. Entities are XML's own five: a document type's are not followed. */
function itemParser(file: string, take: (item: GoogleItem) => void): ItemParser {
  const parser = new SaxesParser({ xmlns: true, fileName: file });
  let item: { readonly line: number; readonly attributes: Map<string, string> } | undefined;
  /** Elements open within the item; the first is an attribute. */
  let depth = 0;
  let name = "";
  let text = "";
  /** Elements open in all, and where the last one began or ended. */
  let open = 0;
  let lastTag = 0;
  const fail = (why: string): never => {
    throw new AttuneError("ATTUNE_INPUT_UNREADABLE", `${file} is no well-formed XML: ${why}`);
  };
  parser.on("error", (error) => fail(error.message));
  parser.on("opentag", (tag) => {
    lastTag = parser.position;
    if (++open > MOST_DEPTH) fail(`line ${parser.line}: elements are nested deeper than ${MOST_DEPTH} levels`);
    if (item === undefined) {
      if (isItem(tag)) item = { line: parser.line, attributes: new Map() };
      return;
    }
    if (++depth > 1) return;
    name = nameOf(tag);
    // Atom's own link stands in an attribute.
    text = tag.uri === ATOM && tag.local === "link" ? (tag.attributes["href"]?.value ?? "") : "";
  });
  const add = (more: string): void => {
    if (item !== undefined && depth === 1 && text.length < MOST_CHARS) text += more.slice(0, MOST_CHARS);
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", () => {
    lastTag = parser.position;
    open--;
    if (item === undefined) return;
    if (depth === 0) {
      const { line, attributes } = item;
      take({ line, read: (attribute) => attributes.get(`g:${attribute}`) ?? attributes.get(attribute) ?? "" });
      item = undefined;
      return;
    }
    // Of several (product_type), the first.
    if (--depth === 0 && !item.attributes.has(name) && item.attributes.size < MOST_ATTRIBUTES)
      item.attributes.set(name, text.trim());
  });
  const bounded: ItemParser = {
    write(more) {
      parser.write(more);
      if (parser.position - lastTag > MOST_SPAN) fail(`line ${parser.line}: a text or a comment is too long`);
      return bounded;
    },
    close: () => void parser.close(),
  };
  return bounded;
}

function isItem({ local, uri }: SaxesTagNS): boolean {
  return (local === "item" && uri === "") || (local === "entry" && uri === ATOM);
}

function nameOf({ local, uri }: SaxesTagNS): string {
  return uri === GOOGLE ? `g:${local}` : local;
}
