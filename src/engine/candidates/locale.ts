import type { Option, Refusal } from "../../domain/consideration.js";
import type { Channel } from "../../domain/message.js";
import type { View } from "../../domain/view.js";

/** How well a treatment speaks the person's language: BCP 47 lookup (RFC 4647, section 3.4) over exact, base language, any. */
const EXACT = 3;
const BASE = 2;
const ANY = 1;
const NONE = 0;

/**
 * For one action's options: which speak the person's language less well than another on the same channel, or not at all. Of equals all stay.
 */
export function localeRefusals(options: readonly Option[], view: View): (Refusal | undefined)[] {
  const language = view.person.language.toLowerCase();
  const fits = options.map(({ treatment }) => fitOf(treatment.locale, language));
  const best = new Map<Channel, number>();
  for (const [i, { treatment }] of options.entries()) {
    best.set(treatment.channel, Math.max(best.get(treatment.channel) ?? NONE, fits[i] as number));
  }
  return options.map(({ treatment }, i) => {
    const fit = fits[i] as number;
    if (fit !== NONE && fit === best.get(treatment.channel)) return undefined;
    const detail = `${treatment.locale ?? "any language"} for ${language === "" ? "an unknown language" : language}`;
    return { stage: "candidates", code: "candidate.locale", detail };
  });
}

function fitOf(locale: string | undefined, language: string): number {
  if (locale === undefined) return ANY;
  if (language === "") return NONE;
  const wanted = locale.toLowerCase();
  if (wanted === language) return EXACT;
  return wanted === language.split("-", 1)[0] ? BASE : NONE;
}
