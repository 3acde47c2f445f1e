import type { Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import { CHANNELS } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile.js";

/** Refused is refused on every channel; where agreement is required, not having said anything is not enough. */
export function consentPolicy(draft: ProfileDraft, option: Option, context: EngineContext): Refusal | undefined {
  const { channel } = option.treatment;
  const consent = draft.read("consent")[CHANNELS.indexOf(channel)];
  if (consent?.granted === false)
    return { stage: "consent", code: "consent.denied", detail: `consent ${channel}: denied` };
  // A channel without a policy is one that nobody agreed to use.
  const needed = context.channels.get(channel)?.consent !== "implied";
  return needed && consent === undefined
    ? { stage: "consent", code: "consent.unknown", detail: `consent ${channel}: unknown` }
    : undefined;
}
