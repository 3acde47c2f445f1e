import { EN } from "./en.js";
import { FR } from "./fr.js";
import type { Texts } from "./texts.js";

export type { Texts } from "./texts.js";

/** The first is for whoever speaks none of them. */
const ALL: readonly Texts[] = [EN, FR];

export const PAGE_LANGUAGES: readonly string[] = ALL.map(({ language }) => language);

/** BCP 47 lookup (RFC 4647, section 3.4) over the languages wished for, the dearest first. */
export function textsFor(wished: readonly string[]): Texts {
  for (const wish of wished) {
    const base = wish.toLowerCase().split("-", 1)[0];
    const found = ALL.find(({ language }) => language === base);
    if (found !== undefined) return found;
  }
  return EN;
}

/** An Accept-Language header's languages, the dearest first (RFC 9110, section 12.5.4). */
export function acceptedLanguages(header: string | undefined): string[] {
  return (header ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [language = "", ...parameters] = part.trim().split(";");
      const quality = parameters.map((one) => /^\s*q=([\d.]{1,5})\s*$/.exec(one)?.[1]).find((q) => q !== undefined);
      return { language: language.trim(), quality: Number(quality ?? 1) };
    })
    .filter(({ language, quality }) => language !== "" && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ language }) => language);
}

/** Puts values into a text's `{…}`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
