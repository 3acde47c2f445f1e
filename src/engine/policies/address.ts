import type { EngineContext } from "../../domain/context.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/** Where the person is reached on a channel; undefined where nothing is known, or where it has failed for good. */
export function addressOf(draft: ProfileDraft, channel: Channel, context: EngineContext): string | undefined {
  const key = context.channels.get(channel)?.addressTrait;
  if (key === undefined || (draft.read("failures")[CHANNELS.indexOf(channel)] ?? 0) !== 0) return undefined;
  const value = draft.read("traits").find((trait) => trait.key === key)?.value;
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
