import type { Moment } from "../../domain/consideration.js";
import type { Trait } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/** "trait.tag.vip" -> trait, tag.vip */
export function partsOf(fact: string): { readonly subject: string; readonly key: string } {
  const dot = fact.indexOf(".");
  return dot < 0 ? { subject: fact, key: "" } : { subject: fact.slice(0, dot), key: fact.slice(dot + 1) };
}

/** A trait by either of its spellings: Segment's reserved traits are camelCase; many sites send snake case. */
export function traitOf(draft: ProfileDraft, key: string): Trait | undefined {
  const traits = draft.read("traits");
  const known = traits.find((trait) => trait.key === key);
  if (known !== undefined) return known;
  const other = otherSpelling(key);
  return other === key ? undefined : traits.find((trait) => trait.key === other);
}

/** firstName -> first_name, first_name -> firstName */
export function otherSpelling(key: string): string {
  return key.includes("_")
    ? key.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    : key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** "moment.subject" shows what opened the moment: a segment, a tag. Other facts are what they say. */
export function shownBy(fact: string, { occasion, subject }: Moment): string {
  if (fact !== "moment.subject") return fact;
  if (occasion === "segment-entered" || occasion === "segment-left") return `segment.${subject}`;
  return occasion === "tag-assigned" ? `trait.tag.${subject}` : fact;
}
