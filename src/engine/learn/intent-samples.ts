import type { EngineContext } from "../../domain/context.js";
import { type IntentSample, MOST_INTENT_SAMPLES, type SaidIntent } from "../../domain/intent.js";
import type { Prediction } from "../../domain/live-calibration.js";
import type { Activity, View as Stored } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import { DAY } from "../../domain/time.js";
import { noteAnswered, notePredicted } from "./calibration.js";

/** Of the events of a session, the first whose id's hash is a multiple of this is a sample: any may be it, and its cost is small. */
const ONE_IN = 4;

/**
 * What was said of a person is counted once a session: so people who click more count no more. `hash`: hash53 of the event's id. The time is the profile's
 * clock. What comes when the visit is over (a message that bounced, traits) is no sample: nobody reads what is said of a visit then.
 */
export function sampleIntent(
  draft: ProfileDraft,
  said: readonly SaidIntent[],
  hash: number,
  { sessionGapMs }: EngineContext,
  out: Outlet,
): void {
  if (said.length === 0 || hash % ONE_IN !== 0) return;
  const { clock, sessionStart, lastSeen } = draft.read("activity");
  const { sampledAt } = draft.read("intent");
  if (sessionStart === 0 || clock - lastSeen > sessionGapMs || (sampledAt !== 0 && sampledAt >= sessionStart)) return;
  const intent = draft.write("intent");
  intent.sampledAt = clock;
  intent.samples = intent.samples.filter((sample) => mayBeAnswered(sample, clock, sessionStart));
  if (intent.samples.length >= MOST_INTENT_SAMPLES) return;
  intent.samples.push({
    at: clock,
    said: said.map(({ version, session, day }) => ({ version, session, day })),
  });
  notePredicted("intent", "session", sessionOf(said), out);
  notePredicted("intent", "day", dayOf(said), out);
}

/** An order answers every sample that waits: the first one after it decides. `time`: when it was placed; before the next sample is taken. */
export function answerIntent(draft: ProfileDraft, time: number, out: Outlet): void {
  const { samples } = draft.read("intent");
  if (!samples.some(({ at }) => at <= time)) return;
  const { sessionStart } = draft.read("activity");
  for (const { at, said } of samples) {
    if (at > time) continue;
    if (at >= sessionStart) noteAnswered("intent", "session", sessionOf(said), out);
    if (time - at <= DAY) noteAnswered("intent", "day", dayOf(said), out);
  }
  const intent = draft.write("intent");
  intent.samples = samples.filter(({ at }) => at > time);
}

function mayBeAnswered({ at }: IntentSample, clock: number, sessionStart: Stored<Activity>["sessionStart"]): boolean {
  return at >= sessionStart || clock - at <= DAY;
}

function sessionOf(said: readonly SaidIntent[]): readonly Prediction[] {
  return said.map(({ version, session }) => ({ version, p: session }));
}

function dayOf(said: readonly SaidIntent[]): readonly Prediction[] {
  return said.map(({ version, day }) => ({ version, p: day }));
}
