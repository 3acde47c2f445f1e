import type { EngineContext } from "../../../domain/context.js";
import { CHANNELS, type Channel } from "../../../domain/message.js";
import type { SilencePolicy } from "../../../domain/policy.js";
import type { Plan } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { RECEIPTS } from "../../../domain/vocabulary-receipts.js";
import { type Group, type Groups, groupsFor, refOf } from "../groups.js";
import { nothing } from "../items.js";
import type { OccasionRule } from "../rule.js";
import { schedule, scheduled } from "../schedule.js";

/** `responses.ignored`: three numbers a channel, the first of them when the first message was sent that they haven't answered. */
const PER_CHANNEL = 3;

/** The person has not answered on a channel for long, although messages were sent: once for each such silence. Its subject: the channel. */
export const silence: OccasionRule = {
  occasion: "silence",
  waits: "time",
  // What channel services tell; a message of Attune's own is noted when it is sent.
  opens: Object.fromEntries(
    [...RECEIPTS.keys()].map((name) => [
      name,
      ({ draft, cause, groups, context }) => watchSilence(draft, cause, groups, context),
    ]),
  ) satisfies OccasionRule["opens"],
  about: nothing,
  gone: (draft, { subject }) => (ignoredSince(draft, subject) === 0 ? "occasion.emptied" : undefined),
  /** They answered, and a new silence began. */
  moved(draft, plan, group, context) {
    const next = planOf(draft, group, plan.subject, plan.opened, context);
    return next !== undefined && next.due > plan.due ? next : undefined;
  },
};

/** After a message or an answer: a silence may have begun. Where one is waited for already, its timer stays. */
export function watchSilence(draft: ProfileDraft, cause: string, groups: Groups, context: EngineContext): void {
  for (const group of groupsFor(groups, "silence")) {
    for (const { channel } of context.occasions.silence) {
      if (draft.isPlanned("silence", refOf(group, channel))) continue;
      const plan = planOf(draft, group, channel, cause, context);
      if (plan !== undefined && plan.due > draft.read("activity").clock) schedule(draft, group, plan, context);
    }
  }
}

function planOf(
  draft: ProfileDraft,
  group: Group,
  channel: string,
  opened: string,
  context: EngineContext,
): Plan | undefined {
  const policy = context.occasions.silence.find((one: SilencePolicy) => one.channel === channel);
  const since = ignoredSince(draft, channel);
  if (policy === undefined || since === 0) return undefined;
  return scheduled(group, channel, { at: since + policy.afterMs, opened, subject: channel });
}

function ignoredSince(draft: ProfileDraft, channel: string): number {
  return draft.read("responses").ignored[CHANNELS.indexOf(channel as Channel) * PER_CHANNEL] ?? 0;
}
