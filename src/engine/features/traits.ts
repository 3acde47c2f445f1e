import type { EngineContext } from "../../domain/context.js";
import type { JsonObject, JsonValue } from "../../domain/event.js";
import { CHANNELS } from "../../domain/message.js";
import type { ProfileDraft, Trait, TraitValue } from "../../domain/profile.js";
import { textOf } from "./fields.js";

export const TRAIT_KEY_CHARS = 40;
export const TRAIT_CHARS = 256;
/** Where an app's or a browser's push token is kept as a trait. */
const PUSH_TOKEN = "pushToken";

/** What was declared of a person. The later statement counts; null takes one back. Texts, numbers and booleans; consent stands elsewhere. */
export function setTraits(draft: ProfileDraft, traits: JsonObject, time: number, context: EngineContext): void {
  for (const key of Object.keys(traits)) {
    if (key === "" || key.length > TRAIT_KEY_CHARS || key === "consent" || key.startsWith("consent.")) continue;
    setTrait(draft, key.isWellFormed() ? key : key.toWellFormed(), traits[key], time, context);
  }
}

/** A device's token, which SDKs send in `context.device.token` of any call. */
export function setPushToken(
  draft: ProfileDraft,
  token: JsonValue | undefined,
  time: number,
  context: EngineContext,
): void {
  if (typeof token === "string" && token !== "") setTrait(draft, PUSH_TOKEN, token, time, context);
}

function setTrait(
  draft: ProfileDraft,
  key: string,
  given: JsonValue | undefined,
  time: number,
  context: EngineContext,
): void {
  const value = valueOf(given);
  if (value === undefined && given !== null) return;
  const known = draft.read("traits");
  const at = known.findIndex((trait) => trait.key === key);
  const before = known[at];
  if (before !== undefined && time < before.time) return;
  if (before === undefined && value === undefined) return;
  if (before !== undefined && before.value === value && before.time === time) return;
  const traits = draft.write("traits");
  if (before !== undefined) traits.splice(at, 1);
  if (value !== undefined) traits.push({ key, value, time });
  if (traits.length > context.limits.traits) dropOldest(traits, context);
  if (value !== undefined) addressChanged(draft, key, time, context);
}

/** The first declared goes, but no address while anything else is left. */
function dropOldest(traits: Trait[], context: EngineContext): void {
  const addresses = new Set([...context.channels.values()].map((policy) => policy.addressTrait));
  const at = traits.findIndex((trait) => !addresses.has(trait.key));
  traits.splice(Math.max(0, at), 1);
}

function addressChanged(draft: ProfileDraft, key: string, time: number, context: EngineContext): void {
  for (const policy of context.channels.values()) {
    const at = CHANNELS.indexOf(policy.channel);
    const failed = draft.read("failures")[at];
    if (policy.addressTrait === key && failed !== undefined && failed !== 0 && time >= failed)
      draft.write("failures")[at] = 0;
  }
}

/** undefined: nothing that a trait can be. A text that is too long to be kept whole is none: half an address is worse. */
function valueOf(given: JsonValue | undefined): TraitValue | undefined {
  if (typeof given === "string") return given.length > TRAIT_CHARS ? undefined : textOf(given, TRAIT_CHARS);
  if (typeof given === "number") return Number.isFinite(given) ? given + 0 : undefined;
  return typeof given === "boolean" ? given : undefined;
}
