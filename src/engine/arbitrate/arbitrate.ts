import type { Option } from "../../domain/consideration.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ProfileDraft } from "../../domain/profile.js";

/** The factors of one option: propensity x context x value x levers (P·C·V·L, as Pega calls them). */
export interface Factors {
  readonly p: number;
  readonly c: number;
  readonly v: number;
  readonly l: number;
  readonly priority: number;
}

/** What a message is worth before anything is known: one click in twenty, believed as much as ten messages. */
const PRIOR_RATE = 0.05;
const PRIOR_MESSAGES = 10;
const COUNTS = 4;
const SENT = 0;
const CLICKED = 3;

/** P: the person's own click rate on the channel, smoothed towards the prior (the mean of a beta distribution's posterior). */
export function propensity(draft: ProfileDraft, channel: Channel): number {
  const { counts } = draft.read("responses");
  const at = CHANNELS.indexOf(channel) * COUNTS;
  const sent = counts[at + SENT] ?? 0;
  const clicked = Math.min(sent, counts[at + CLICKED] ?? 0);
  return (clicked + PRIOR_RATE * PRIOR_MESSAGES) / (sent + PRIOR_MESSAGES);
}

export function factorsOf(draft: ProfileDraft, { action, treatment }: Option): Factors {
  const p = propensity(draft, treatment.channel);
  const c = 1;
  return { p, c, v: action.value, l: action.lever, priority: p * c * action.value * action.lever };
}

/** The highest priority first; equals in the order of the configuration. */
export function rank<T extends { readonly factors: Factors }>(options: readonly T[]): T[] {
  return options.toSorted((a, b) => b.factors.priority - a.factors.priority);
}
