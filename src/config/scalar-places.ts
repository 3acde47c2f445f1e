/** How a scalar is written in YAML. */
export type ScalarStyle = "plain" | "single" | "double" | "block";

/**
 * Where the character of a scalar's value stands in the file: what is not white space stands there in the same order, but for quotes,
 * escapes and a block's header, so both are walked side by side. White space may be folded; its place is that of the fold.
 */
export function offsetInSource(
  source: string,
  start: number,
  style: ScalarStyle,
  value: string,
  index: number,
): number {
  let at = firstOf(source, start, style);
  for (let i = 0; i < value.length; i++) {
    const isBlank = isSpace(value[i]);
    if (!isBlank) at = skipBlank(source, at, style);
    if (i >= index) return at;
    if (!isBlank || isSpace(source[at]) || isBlankEscape(source, at, style)) at += widthOf(source, at, style);
  }
  return at;
}

function firstOf(source: string, start: number, style: ScalarStyle): number {
  if (style === "plain") return start;
  return style === "block" ? source.indexOf("\n", start) + 1 : start + 1;
}

function skipBlank(source: string, from: number, style: ScalarStyle): number {
  let at = from;
  while (isSpace(source[at]) || isBlankEscape(source, at, style)) at += isSpace(source[at]) ? 1 : 2;
  return at;
}

/** `\n`, `\t`, an escaped blank, or a line that is continued. */
function isBlankEscape(source: string, at: number, style: ScalarStyle): boolean {
  return style === "double" && source[at] === "\\" && /[nrt \t\n]/.test(source[at + 1] ?? "");
}

/** How many characters of the file make the one at hand. */
function widthOf(source: string, at: number, style: ScalarStyle): number {
  if (style === "single" && source.startsWith("''", at)) return 2;
  if (style !== "double" || source[at] !== "\\") return 1;
  return { x: 4, u: 6, U: 10 }[source[at + 1] ?? ""] ?? 2;
}

function isSpace(char: string | undefined): boolean {
  return char === " " || char === "\n" || char === "\t" || char === "\r";
}
