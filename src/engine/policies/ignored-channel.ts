import { cellOf } from "../../domain/arm-features.js";
import { probabilityBelow } from "../../domain/beta-distribution.js";
import { ownResponse, responsePosterior, usuallyNoticed } from "../../domain/channel-response.js";
import type { Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";

/** Those that reach out for a person. What is on the site is there for whoever comes. */
const REACHING: ReadonlySet<Channel> = new Set<Channel>(["email", "sms", "push"]);

/**
 * A channel that the person ignores, where people like them don't: with the declared probability they notice less than a share of what others do, who
 * count as `minimumMessages`. What was sent long ago fades, so that it is tried again.
 */
export function ignoredChannel(
  draft: ProfileDraft,
  { treatment }: Option,
  context: EngineContext,
  time: number,
  view: View,
): Refusal | undefined {
  const { channel } = treatment;
  const { confidence, minimumMessages, dropShare } = context.channelChoice;
  if (dropShare === 0 || !REACHING.has(channel)) return undefined;
  const { messages, noticed } = ownResponse(draft, channel, time, context);
  if (messages < minimumMessages) return undefined;
  const usual = usuallyNoticed(channel, cellOf(view), context);
  const least = dropShare * usual;
  if (noticed >= least * messages) return undefined;
  const sure = probabilityBelow(responsePosterior(usual, minimumMessages, noticed, messages), least);
  if (sure < confidence) return undefined;
  return { stage: "suitability", code: "channel.ignored", detail: `${channel}: ${Math.round(messages)} messages` };
}
