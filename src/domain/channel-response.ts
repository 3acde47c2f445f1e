import type { Treatment } from "./action.js";
import { type Beta, betaAfter } from "./beta-distribution.js";
import type { EngineContext } from "./context.js";
import type { Channel } from "./message.js";
import type { ArbitrationPolicy } from "./policy.js";
import type { Population } from "./population.js";
import type { ProfileDraft } from "./profile-draft.js";
import { decay } from "./time.js";

/** Contact.outcome's bits. */
const OPENED = 1;
const CLICKED = 2;
const GOAL = 4;
/** It worked. */
export const POSITIVE = CLICKED | GOAL;
/** The person noticed it at least. */
export const NOTICED = OPENED | CLICKED | GOAL;

/** Everybody's messages on a channel count as so many of those to people alike: cells differ less than arms do. */
const CELL_STRENGTH = 200;

/** The rate of positive responses (clicks and goals) on a channel before anything of this person is known: the shop's word, everybody's, their cell's. */
export function usualRate(
  { channel, prior }: Pick<Treatment, "channel" | "prior">,
  cell: string,
  { arbitration, population }: EngineContext,
): number {
  return learnt(prior ?? arbitration.priors[channel], channel, `${channel}@${cell}`, arbitration, population);
}

/** The rate of messages that are noticed: opened, or responded to. At least what the shop says of responses, before anything is learnt. */
export function usuallyNoticed(channel: Channel, cell: string, { arbitration, population }: EngineContext): number {
  const names = [noticedName(channel), noticedName(`${channel}@${cell}`)] as const;
  return learnt(arbitration.priors[channel], ...names, arbitration, population);
}

/** Population.channels' name of what was noticed on a channel, by everybody or a cell. */
export function noticedName(of: string): string {
  return `${of}/noticed`;
}

function learnt(
  declared: number,
  everybody: string,
  cell: string,
  { priorStrength }: ArbitrationPolicy,
  { channels }: Population,
): number {
  return moved(moved(declared, priorStrength, channels.get(everybody)), CELL_STRENGTH, channels.get(cell));
}

function moved(
  rate: number,
  strength: number,
  seen: { readonly sent: number; readonly positive: number } | undefined,
): number {
  if (seen === undefined || seen.sent <= 0) return rate;
  return (rate * strength + Math.min(seen.positive, seen.sent)) / (strength + seen.sent);
}

/** What this person did with the messages on a channel that are remembered, decayed to `time`. */
export interface OwnResponse {
  readonly messages: number;
  /** Clicked, or the action's goal was reached. */
  readonly positive: number;
  /** Opened at least. */
  readonly noticed: number;
}

export function ownResponse(
  draft: ProfileDraft,
  channel: Channel,
  time: number,
  { halfLives }: EngineContext,
): OwnResponse {
  let messages = 0;
  let positive = 0;
  let noticed = 0;
  for (const contact of draft.read("contacts")) {
    if (contact.channel !== channel) continue;
    const weight = decay(time - contact.time, halfLives.response);
    messages += weight;
    if ((contact.outcome & POSITIVE) !== 0) positive += weight;
    if ((contact.outcome & NOTICED) !== 0) noticed += weight;
  }
  return { messages, positive, noticed };
}

/** The posterior of a rate: what is usual counts as `strength` messages. Nothing is certain before. */
export function responsePosterior(usual: number, strength: number, hits: number, messages: number): Beta {
  return betaAfter(Math.min(HIGHEST, Math.max(LOWEST, usual)), Math.max(1, strength), hits, messages);
}

const LOWEST = 0.001;
const HIGHEST = 0.999;
