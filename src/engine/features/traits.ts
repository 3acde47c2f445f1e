import type { EngineContext } from "../../domain/context.js";
import type { JsonValue, SegmentEvent } from "../../domain/event.js";
import { idOf, objectOf, textOf } from "../../domain/fields.js";
import { CHANNELS } from "../../domain/message.js";
import { PROVENANCES, type Provenance } from "../../domain/policy.js";
import type { Trait, TraitValue } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import { forgetBounces } from "./bounces.js";

export const TRAIT_KEY_CHARS = 40;
export const TRAIT_CHARS = 256;
const TAG = "tag.";

/** Whose word a statement is: as its event says, else as the configuration says of the trait, else `provenance`. */
export interface Word {
  readonly time: number;
  readonly provenance: Provenance;
  /** Said by the event (`context.attune`). */
  readonly said: { readonly provenance?: Provenance; readonly confidence?: number };
}

export const NOTHING_SAID: Word["said"] = Object.freeze({});

export function wordOf({ time, context }: SegmentEvent, provenance: Provenance): Word {
  const attune = objectOf(context["attune"]);
  if (attune === undefined) return { time, provenance, said: NOTHING_SAID };
  const named = PROVENANCES.find((one) => one === attune["provenance"]);
  const sure = attune["confidence"];
  const isSure = typeof sure === "number" && sure >= 0 && sure <= 1;
  return {
    time,
    provenance,
    said: { ...(named === undefined ? {} : { provenance: named }), ...(isSure ? { confidence: sure + 0 } : {}) },
  };
}

/** What an identify call states of a person: texts, numbers and booleans; null takes one back. Consent and preferences stand elsewhere. */
export function setTraits(draft: ProfileDraft, event: SegmentEvent, context: EngineContext, out: Outlet): void {
  const word = wordOf(event, "declared");
  for (const key of Object.keys(event.traits)) {
    if (key === "" || key.length > TRAIT_KEY_CHARS || key === "consent" || key.startsWith("consent.")) continue;
    setTrait(draft, key.isWellFormed() ? key : key.toWellFormed(), event.traits[key], word, context, out);
  }
}

/** Tags are the site's word about a person: seen, not declared, unless it says otherwise. */
export function setTag(
  draft: ProfileDraft,
  event: SegmentEvent,
  isAssigned: boolean,
  context: EngineContext,
  out: Outlet,
): void {
  const tag = idOf(event.properties["tag"] ?? event.properties["name"]);
  if (tag === undefined) return;
  setTrait(draft, TAG + tag, isAssigned ? true : null, wordOf(event, "observed"), context, out);
}

/** A stronger word stands, whatever the time; of equally strong ones the later counts, and null takes it back. */
export function setTrait(
  draft: ProfileDraft,
  key: string,
  given: JsonValue | undefined,
  { time, said, provenance: usual }: Word,
  context: EngineContext,
  out: Outlet,
): void {
  const value = valueOf(given);
  if (value === undefined && given !== null) return;
  const policy = context.traits.get(key);
  const provenance = said.provenance ?? policy?.provenance ?? usual;
  const known = draft.read("traits");
  const at = known.findIndex((trait) => trait.key === key);
  const before = known[at];
  if (before === undefined && value === undefined) return;
  if (before !== undefined) {
    const weaker = rankOf(provenance) - rankOf(before.provenance);
    if (weaker > 0) {
      if (before.value !== value) out.reason("fact.weaker");
      return;
    }
    if (weaker === 0 && (time < before.time || (time === before.time && before.value === value))) return;
  }
  const traits = draft.write("traits");
  if (before !== undefined) traits.splice(at, 1);
  if (value === undefined) return;
  const confidence =
    said.confidence ??
    (policy?.provenance === provenance ? policy.confidence : undefined) ??
    context.guard.confidence[provenance];
  traits.push({ key, value, time, provenance, confidence });
  if (traits.length > context.limits.traits) dropWeakest(traits, context);
  if (before?.value !== value) addressChanged(draft, key, time, context);
}

function rankOf(provenance: Provenance): number {
  return PROVENANCES.indexOf(provenance);
}

/** The first stated of the weakest provenance goes, but no address while anything else is left. */
function dropWeakest(traits: Trait[], context: EngineContext): void {
  const addresses = addressTraits(context);
  let at = -1;
  for (let i = 0; i < traits.length; i++) {
    const trait = traits[i] as Trait;
    if (addresses.has(trait.key)) continue;
    if (at < 0 || rankOf(trait.provenance) > rankOf((traits[at] as Trait).provenance)) at = i;
  }
  traits.splice(Math.max(0, at), 1);
}

function addressTraits(context: EngineContext): ReadonlySet<string | undefined> {
  return new Set([...context.channels.values()].map((policy) => policy.addressTrait));
}

/** What failed was another address. */
function addressChanged(draft: ProfileDraft, key: string, time: number, context: EngineContext): void {
  for (const policy of context.channels.values()) {
    if (policy.addressTrait !== key) continue;
    forgetBounces(draft, policy.channel);
    const at = CHANNELS.indexOf(policy.channel);
    const failed = draft.read("failures")[at];
    if (failed !== undefined && failed !== 0 && time >= failed) draft.write("failures")[at] = 0;
  }
}

/** undefined: nothing that a trait can be. A text that is too long to be kept whole is none: half an address is worse. */
function valueOf(given: JsonValue | undefined): TraitValue | undefined {
  if (typeof given === "string") return given.length > TRAIT_CHARS ? undefined : textOf(given, TRAIT_CHARS);
  if (typeof given === "number") return Number.isFinite(given) ? given + 0 : undefined;
  return typeof given === "boolean" ? given : undefined;
}
