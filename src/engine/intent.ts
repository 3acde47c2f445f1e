/** How likely the person is to buy, and to stay away: asked after every event, and a sample of what was said is held against what comes. */
import type { EngineContext } from "../domain/context.js";
import type { SegmentEvent } from "../domain/event.js";
import type { ProfileDraft } from "../domain/profile-draft.js";
import type { Outlet } from "../domain/step.js";
import { answerIntent, sampleIntent } from "./learn/intent-samples.js";
import { scoreIntent } from "./score/score-intent.js";

/** `hash`: hash53 of the event's id. `isOrder`: it was an order that was not counted before. */
export function intend(
  draft: ProfileDraft,
  event: SegmentEvent,
  hash: number,
  isOrder: boolean,
  context: EngineContext,
  out: Outlet,
): void {
  if (isOrder) answerIntent(draft, event.time, out);
  const said = scoreIntent(draft, event, context);
  // What an import tells was often known when the model was trained.
  if (!event.history) sampleIntent(draft, said, hash, context, out);
}
