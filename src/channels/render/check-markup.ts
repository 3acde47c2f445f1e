import { LINK_NAMES } from "./scope.js";

/** What escaping can't make safe: places in markup where a value would be read as something else than text. */
export interface MarkupMistake {
  readonly message: string;
  /** Where in the source. */
  readonly index: number;
}

const TAGS = /<(script|iframe|object|embed|form|base|svg|math)\b/gi;
const HANDLERS = /<[^>]*\s(on[a-z]+)\s*=/gi;
const UNQUOTED = /[a-z]\s*=\s*\{[{%]/gi;
const STYLES = /<(?:mj-)?style\b[^>]*>([^]*?)<\/(?:mj-)?style>|\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const ADDRESSES = /\s(href|src|srcset|background|background-url|poster|action)\s*=\s*(["'])([^]*?)\2/gi;
/** A scheme and a host that are written out, whatever comes behind. */
const WRITTEN_OUT = /^(?:https:\/\/[a-z0-9.-]+(?::\d+)?(?:[/?#]|$)|mailto:|tel:|#)/i;
const VALUE = /^\{\{-?\s*([a-z]\w*(?:\.\w+)*)\s*-?\}\}$/i;

export function markupMistakes(source: string): MarkupMistake[] {
  const found: MarkupMistake[] = [];
  const add = (index: number, message: string): void => {
    found.push({ index, message });
  };
  for (const { index, 1: tag } of source.matchAll(TAGS)) add(index, `<${String(tag)}> has no place in a message`);
  for (const { index, 1: name } of source.matchAll(HANDLERS)) add(index, `${String(name)}: a message runs no scripts`);
  for (const { index } of source.matchAll(UNQUOTED)) add(index, "put the attribute's value in quotes");
  for (const { index, 1: inside, 2: quoted, 3: single } of source.matchAll(STYLES)) {
    if (/\{[{%]/.test(inside ?? quoted ?? single ?? "")) add(index, "styles are written out: no values in them");
  }
  for (const { index, 1: name, 3: value = "" } of source.matchAll(ADDRESSES)) {
    if (!isAddress(value.trim()))
      add(
        index,
        `${String(name)}: an address is ${LINK_NAMES.join(", ")}, an item's url or image, or begins with https:// and a host`,
      );
  }
  return found;
}

function isAddress(value: string): boolean {
  const [, name] = VALUE.exec(value) ?? [];
  if (name !== undefined) return LINK_NAMES.includes(name) || /^\w+\.(?:url|image)$/.test(name);
  return WRITTEN_OUT.test(value);
}
