import type { CapUse, Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Cap } from "../../domain/policy.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { zoneOf } from "../../domain/zone.js";
import { isAskedFor } from "./asked-for.js";
import { allCaps, matches, selectedOf } from "./caps.js";
import { lengthOf } from "./length.js";
import { ignoredCount } from "./responses.js";
import { nameOf, windowStart } from "./windows.js";

/** Caps and the action's cool-down, exact to the ms, from the ring of messages sent. */
export function contactPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
): Refusal | undefined {
  const { action, treatment } = option;
  if (!context.channels.has(treatment.channel)) {
    return { stage: "contact-policy", code: "contact.cap", detail: "the channel has no policy" };
  }
  const asked = isAskedFor(action, moment);
  for (const [cap, { used, limit }] of usesOf(draft, option, context, moment.time)) {
    if (used < limit || asked) continue;
    const own = cap.id.startsWith("channel.") ? "" : ` (${cap.id})`;
    return {
      stage: "contact-policy",
      code: used < cap.count ? "contact.pressure" : "contact.cap",
      detail: `${used} of ${limit} ${nameOf(cap.window)}${own}`,
    };
  }
  // The further steps of an action keep to their own waits.
  if (action.coolDownMs <= 0 || moment.step?.action === action.id) return undefined;
  const since = moment.time - action.coolDownMs;
  return draft.read("contacts").some((contact) => contact.action === action.id && contact.time > since)
    ? { stage: "contact-policy", code: "contact.cool-down", detail: `within ${lengthOf(action.coolDownMs)}` }
    : undefined;
}

/** Every cap that limits the option, as it stands at `time`. */
export function capsOf(draft: ProfileDraft, option: Option, context: EngineContext, time: number): CapUse[] {
  return Array.from(usesOf(draft, option, context, time), ([, use]) => use);
}

function* usesOf(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  time: number,
): Generator<readonly [Cap, CapUse]> {
  const selected = selectedOf(option);
  const contacts = draft.read("contacts");
  const zone = (): string => zoneOf(draft, context);
  for (const cap of allCaps(context)) {
    if (!matches(cap, selected)) continue;
    const after = windowStart(cap.window, time, zone);
    let used = 0;
    // By time, oldest first: what is before the window ends the search.
    for (let i = contacts.length - 1; i >= 0; i--) {
      const contact = contacts[i];
      if (contact === undefined || contact.time <= after) break;
      if (matches(cap, contact)) used++;
    }
    yield [cap, { cap: cap.id, used, limit: limitOf(cap, draft, context) }];
  }
}

/** A channel's caps are lowered for who doesn't answer on it; a cap is never raised. */
function limitOf(cap: Cap, draft: ProfileDraft, context: EngineContext): number {
  const { ignored, factor } = context.pressure;
  if (factor >= 1 || cap.channel === undefined || ignoredCount(draft, cap.channel) < ignored) return cap.count;
  return Math.min(cap.count, Math.max(1, Math.ceil(cap.count * factor)));
}
