import { inForce } from "../../domain/consent.js";
import type { Option, Refusal } from "../../domain/consideration.js";
import type { ChannelPolicy, EngineContext } from "../../domain/context.js";
import type { ConsentPolicy } from "../../domain/policy.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/** What a contract or the law asks for is said without an agreement; a refusal of it is still a refusal. */
const TRANSACTIONAL = "transactional";

/**
 * The purpose on the channel, as the ledger stands at `time`. Refused is refused; where agreement is required, not having said anything and
 * having agreed too long ago are not enough.
 */
export function consentPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  time: number,
): Refusal | undefined {
  const { purpose } = option.action;
  const { channel } = option.treatment;
  const policy = context.channels.get(channel);
  // A channel without a policy is one that nobody agreed to use.
  if (policy === undefined) return { stage: "consent", code: "consent.unknown", detail: `${channel} has no policy` };
  const { state } = inForce(draft.read("consent"), purpose, channel, time);
  if (state === "granted" || (state !== "denied" && !isRequired(purpose, policy, context.consent))) return undefined;
  return { stage: "consent", code: `consent.${state}`, detail: `consent ${purpose}/${channel}: ${state}` };
}

function isRequired(purpose: string, policy: ChannelPolicy, consent: ConsentPolicy): boolean {
  if (purpose === TRANSACTIONAL) return false;
  const need = consent.purposes.get(purpose) ?? "required";
  return (need === "channel" ? policy.consent : need) === "required";
}

/** The entry of the ledger that speaks for or against the option: what a decision cites. undefined: the person said nothing. */
export function consentEntryOf(
  draft: ProfileDraft,
  option: Option,
  _context: EngineContext,
  time: number,
): { readonly place: number; readonly hash: string } | undefined {
  const { entry, place } = inForce(draft.read("consent"), option.action.purpose, option.treatment.channel, time);
  return entry === undefined ? undefined : { place, hash: entry.hash };
}
