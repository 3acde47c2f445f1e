import type { JsonObject, JsonValue } from "../../domain/event.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

const MOST_NAMED = 8;
const NONE: readonly never[] = [];

/** The channel that an event names; `other` where it names none, undefined where it names one that there isn't. */
export function channelOf(properties: JsonObject, other: Channel = "email"): Channel | undefined {
  const named = properties["channel"];
  return named === undefined || named === null ? other : asChannel(named);
}

/** The channels that a statement names, one or a list; "*" or "all" is every channel, `other` counts where it names none. */
export function channelsOf(properties: JsonObject, other: Channel | "*"): readonly (Channel | "*")[] {
  const named = properties["channel"] ?? properties["channels"];
  if (named === undefined || named === null) return [other];
  const list = Array.isArray(named) ? named.slice(0, MOST_NAMED) : [named];
  if (list.includes("*") || list.includes("all")) return ["*"];
  return list.length === 0 ? NONE : list.flatMap((one) => asChannel(one) ?? NONE);
}

export function asChannel(value: JsonValue | undefined): Channel | undefined {
  return CHANNELS.find((channel) => channel === value);
}

/** An address that failed for good: nothing more is sent to it until the person gives another. */
export function markFailed(draft: ProfileDraft, channel: Channel, time: number): void {
  const failures = draft.write("failures");
  while (failures.length < CHANNELS.length) failures.push(0);
  const at = CHANNELS.indexOf(channel);
  failures[at] = Math.max(failures[at] as number, time);
}

/** A bounce is a hard one unless the event says otherwise. */
export function isHardBounce(properties: JsonObject): boolean {
  const kind = properties["bounce_type"] ?? properties["type"];
  return properties["hard"] !== false && !(typeof kind === "string" && /soft|transient|temporary|block/i.test(kind));
}
