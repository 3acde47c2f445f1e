import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { objectOf } from "../../domain/fields.js";
import type { Happening } from "../../domain/happening.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import { countEvent } from "./activity.js";
import { takeConsentManagement } from "./consent-manager.js";
import { takeConsentTraits } from "./consent.js";
import { observeDevice } from "./device.js";
import { countHour } from "./hours.js";
import { expirePoints } from "./loyalty.js";
import { NOTICES } from "./notices.js";
import { setPreferences } from "./preferences.js";
import { type Handler, SHOPPING } from "./tracks.js";
import { setTraits } from "./traits.js";

const TRACKS: ReadonlyMap<string, Handler> = new Map([...SHOPPING, ...NOTICES]);
const QUIET: ReadonlySet<string> = new Set(NOTICES.map(([name]) => name));

/** The stage that turns an event into features of the profile, and says what the event was to the occasions. */
export function applyFeatures(
  draft: ProfileDraft,
  event: SegmentEvent,
  context: EngineContext,
  out: Outlet,
): Happening {
  const { type, name, time } = event;
  const isTrack = type === "track";
  const byPerson = type === "page" || type === "screen" || (isTrack && !QUIET.has(name));
  const { lastSeen } = draft.read("activity");
  countEvent(draft, time, byPerson, context);
  if (byPerson) countHour(draft, time, lastSeen, context);
  expirePoints(draft, context);
  observeDevice(draft, event, context, out);
  takeConsentManagement(draft, event, context);
  if (type === "identify") takeTraits(draft, event, context, out);
  const handler = isTrack ? TRACKS.get(name) : undefined;
  const isOrder = handler !== undefined && handler(draft, event, context, out);
  return isOrder ? "order" : byPerson ? "activity" : "quiet";
}

function takeTraits(draft: ProfileDraft, event: SegmentEvent, context: EngineContext, out: Outlet): void {
  setTraits(draft, event, context, out);
  takeConsentTraits(draft, event, context);
  const preferences = objectOf(event.traits["preferences"]);
  if (preferences !== undefined) setPreferences(draft, preferences, event);
}
