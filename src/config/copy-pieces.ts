import { type Template, TokenKind } from "liquidjs";
import type { FactScope } from "../domain/usable-fact.js";

/**
 * Most words are text with facts in between: `Your {{ item.name }} is still here`, and links `/p/{{ item.id | url_encode }}`. They are put together
 * without Liquid, which costs many times as much. What has a tag, another filter or any other expression is left to the library;
 * copy-pieces.test.ts compares both.
 */
export type Pieces = (scope: FactScope) => string;

/** A text, or a fact. */
type Piece = string | { readonly subject: string; readonly name: string; readonly encode: boolean };

/** undefined: Liquid has to render it. */
export function piecesOf(template: readonly Template[]): Pieces | undefined {
  const pieces: Piece[] = [];
  for (const node of template) {
    // A tag may have a value too: {% case order.status %}.
    const isTag = node.token.kind === TokenKind.Tag;
    const piece = isTag ? undefined : pieceOf(node as unknown as Node);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return (scope) => {
    let text = "";
    for (const piece of pieces) text += typeof piece === "string" ? piece : valueIn(scope, piece);
    return text;
  };
}

/** What liquidjs makes of a text (`str`) and of `{{ … }}` (`value`): its parsed form, as far as it is read here. */
interface Node {
  readonly str?: unknown;
  readonly value?: {
    readonly filters?: readonly { readonly name?: unknown }[];
    readonly initial?: { readonly postfix?: readonly { readonly props?: readonly { readonly content?: unknown }[] }[] };
  };
}

function pieceOf({ str, value }: Node): Piece | undefined {
  if (typeof str === "string") return str;
  const [token, ...operators] = value?.initial?.postfix ?? [];
  const [subject, name, ...deeper] = token?.props?.map(({ content }) => content) ?? [];
  const filters = value?.filters?.map((filter) => filter.name) ?? ["unknown"];
  const encode = filters.length === 1 && filters[0] === "url_encode";
  const isPlain = (encode || filters.length === 0) && operators.length === 0 && deeper.length === 0;
  return isPlain && typeof subject === "string" && typeof name === "string" ? { subject, name, encode } : undefined;
}

function valueIn(scope: FactScope, { subject, name, encode }: Exclude<Piece, string>): string {
  const value = scope[subject]?.[name];
  // As Liquid's strict variables: words without a fact are no words.
  if (value === undefined) throw new TypeError(`${subject}.${name} is not known`);
  return encode ? encodeURIComponent(value).replaceAll("%20", "+") : String(value);
}
