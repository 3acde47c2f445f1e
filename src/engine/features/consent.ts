import type { JsonObject } from "../../domain/event.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile.js";
import { objectOf } from "./fields.js";

/** The person agreed or refused. The later statement counts; of two at the same moment the refusal. */
export function setConsent(
  draft: ProfileDraft,
  channel: Channel,
  granted: boolean,
  time: number,
  source: string,
): void {
  const at = CHANNELS.indexOf(channel);
  const known = draft.read("consent")[at];
  if (known !== undefined && (time < known.time || (time === known.time && (granted || !known.granted)))) return;
  const consent = draft.write("consent");
  while (consent.length < CHANNELS.length) consent.push(undefined);
  consent[at] = { granted, time, source };
}

/** `traits.consent: {email: true}`, and the same flat: `traits["consent.email"]: true`. */
export function consentOfTraits(draft: ProfileDraft, traits: JsonObject, time: number, source: string): void {
  const nested = objectOf(traits["consent"]);
  for (const channel of CHANNELS) {
    const said = nested?.[channel] ?? traits[`consent.${channel}`];
    if (typeof said === "boolean") setConsent(draft, channel, said, time, source);
  }
}

/** The channel that an event names; e-mail where it names none (Segment's email spec). */
export function channelOf(properties: JsonObject): Channel | undefined {
  const named = properties["channel"];
  return named === undefined || named === null ? "email" : CHANNELS.find((channel) => channel === named);
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
