/**
 * Which of an action's channels speaks. What the person declared comes first, in their order; then the channel that is worth most with people like
 * them, unless another has shown that it is the better one for this person. No policy is asked here: what may not be used isn't among them.
 */
import { cellOf } from "../../domain/arm-features.js";
import { type Beta, probabilityGreater } from "../../domain/beta-distribution.js";
import { ownResponse, responsePosterior, usualRate } from "../../domain/channel-response.js";
import type { Factors, Option } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";

/** One way to say an action that may be used, and what it weighs. */
export interface Way {
  readonly option: Option;
  readonly factors: Factors;
}

/** Why this channel. */
export interface ChosenChannel {
  readonly channel: Channel;
  readonly because: "declared" | "usual" | "responds";
}

/**
 * @param ways of one action, in the order of the configuration; at least one
 * @returns undefined where they are all on one channel
 */
export function chooseChannel(
  draft: ProfileDraft,
  ways: readonly Way[],
  context: EngineContext,
  time: number,
  view: View,
): ChosenChannel | undefined {
  const byChannel = firstByChannel(ways);
  if (byChannel.size < 2) return undefined;
  const declared = draft.read("preferences").channels.find((channel) => byChannel.has(channel));
  if (declared !== undefined) return { channel: declared, because: "declared" };
  const cell = cellOf(view);
  const beliefs = [...byChannel.values()].map((way) => beliefOf(draft, way, cell, context, time));
  let usual = beliefs[0] as Belief;
  for (const belief of beliefs) if (belief.usualWorth > usual.usualWorth) usual = belief;
  const better = betterThan(usual, beliefs, context);
  return better === undefined
    ? { channel: usual.channel, because: "usual" }
    : { channel: better.channel, because: "responds" };
}

/** Treatments of one channel share its response; the first stands for it. */
function firstByChannel(ways: readonly Way[]): ReadonlyMap<Channel, Way> {
  const byChannel = new Map<Channel, Way>();
  for (const way of ways) {
    const { channel } = way.option.treatment;
    if (!byChannel.has(channel)) byChannel.set(channel, way);
  }
  return byChannel;
}

interface Belief {
  readonly channel: Channel;
  /** This person's rate of positive responses. */
  readonly rate: Beta;
  /** (Decayed) messages of theirs that it rests on. */
  readonly messages: number;
  /** What a message is worth with people like them, and with this person: rate x what a response is worth - cost. */
  readonly usualWorth: number;
  readonly worth: number;
  /** What one response is worth, and what a message costs, in the shop's currency. */
  readonly perResponse: number;
  readonly cost: number;
}

function beliefOf(
  draft: ProfileDraft,
  { option, factors }: Way,
  cell: string,
  context: EngineContext,
  time: number,
): Belief {
  const { treatment } = option;
  const { c, v, l, relevance, cost } = factors;
  const perResponse = c * v * l * relevance;
  const usual = usualRate(treatment, cell, context);
  const { messages, positive } = ownResponse(draft, treatment.channel, time, context);
  const rate = responsePosterior(usual, context.arbitration.priorStrength, positive, messages);
  return {
    channel: treatment.channel,
    rate,
    messages,
    usualWorth: usual * perResponse - cost,
    worth: (rate.a / (rate.a + rate.b)) * perResponse - cost,
    perResponse,
    cost,
  };
}

/** The one that is most surely better; undefined where none is sure enough. */
function betterThan(usual: Belief, beliefs: readonly Belief[], context: EngineContext): Belief | undefined {
  const { confidence, minimumMessages } = context.channelChoice;
  let best: Belief | undefined;
  let surest = confidence;
  for (const belief of beliefs) {
    if (belief === usual || belief.messages < minimumMessages || belief.worth <= usual.worth) continue;
    const margin = usual.perResponse > 0 ? (belief.cost - usual.cost) / usual.perResponse : 0;
    const sure = probabilityGreater(belief.rate, usual.rate, margin);
    if (sure < surest) continue;
    surest = sure;
    best = belief;
  }
  return best;
}
