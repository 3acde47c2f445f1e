import { isZone } from "../../domain/zone.js";
import type { Profile } from "../../engine/index.js";
import type { PreferenceCentreSettings } from "../settings.js";
import { languageOf } from "../people/preferences.js";
import { acceptedLanguages, textsFor, type Texts } from "./texts/index.js";

/** How things are called for one reader: words in their language, times by their clock. */
export class Names {
  readonly texts: Texts;
  readonly zone: string;
  readonly #names: Readonly<Record<string, string>>;
  readonly #date: Intl.DateTimeFormat;

  constructor(texts: Texts, zone: string, names: PreferenceCentreSettings["names"]) {
    this.texts = texts;
    this.zone = zone;
    this.#names = names[texts.language] ?? {};
    this.#date = new Intl.DateTimeFormat(texts.language, { dateStyle: "long", timeZone: zone });
  }

  /** A topic, action, segment, purpose, trait or fact: as the shop calls it, else its id in plain words. */
  of(id: string): string {
    return Object.hasOwn(this.#names, id) ? (this.#names[id] as string) : plain(id);
  }

  date(time: number): string {
    return this.#date.format(time);
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.texts.language, { maximumFractionDigits: 2 }).format(value);
  }

  share(value: number): string {
    return new Intl.NumberFormat(this.texts.language, { style: "percent", maximumFractionDigits: 0 }).format(value);
  }

  language(tag: string): string {
    try {
      return new Intl.DisplayNames(this.texts.language, { type: "language" }).of(tag) ?? tag;
    } catch {
      return tag;
    }
  }
}

export interface NamesParts {
  readonly names: PreferenceCentreSettings["names"];
  /** The shop's, for people whose zone isn't known. */
  readonly zone: string;
}

/** The person's own language and zone; of a stranger the browser's. */
export function namesFor(profile: Profile | undefined, accepted: string | undefined, parts: NamesParts): Names {
  const declared = languageOf(profile);
  const wished = [...(declared === undefined ? [] : [declared]), ...acceptedLanguages(accepted)];
  const own = profile?.read("traits").find(({ key }) => key === "timezone")?.value;
  const zone = typeof own === "string" && isZone(own) ? own : parts.zone;
  return new Names(textsFor(wished), zone, parts.names);
}

/** "pricesDropped", "price-drop", "person.firstName" -> words. */
function plain(id: string): string {
  const words = id
    .replace(/^(person|trait)\./, "")
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replaceAll(/[-_.\s]+/g, " ")
    .trim()
    .toLowerCase();
  return words === "" ? id : words.charAt(0).toUpperCase() + words.slice(1);
}
