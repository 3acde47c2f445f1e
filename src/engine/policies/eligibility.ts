import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile.js";

/** May they: is it worth enough, and is there a way to reach them. */
export function eligibilityPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
): Refusal | undefined {
  const { action, treatment } = option;
  if (moment.value < action.minimumValue) {
    return { stage: "eligibility", code: "eligibility.value", detail: `less than ${action.minimumValue}` };
  }
  if (context.channels.get(treatment.channel)?.addressTrait === undefined) return undefined;
  return addressOf(draft, treatment.channel, context) === undefined
    ? { stage: "eligibility", code: "channel.no-address" }
    : undefined;
}

/** Where the person is reached on a channel; undefined where nothing is known, or where it has failed for good. */
export function addressOf(draft: ProfileDraft, channel: Channel, context: EngineContext): string | undefined {
  const key = context.channels.get(channel)?.addressTrait;
  if (key === undefined || (draft.read("failures")[CHANNELS.indexOf(channel)] ?? 0) !== 0) return undefined;
  const value = draft.read("traits").find((trait) => trait.key === key)?.value;
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
