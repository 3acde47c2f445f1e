import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { onScoreGrid, type SaidIntent } from "../../domain/intent.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { IntentModel, IntentScores } from "../../domain/scoring.js";

const NO_SCORES: IntentScores & { readonly at: number } = { at: 0, session: 0, day: 0, churn: 0 };
const NOTHING: readonly SaidIntent[] = Object.freeze([]);

/**
 * What the intent model says now that the profile has taken the event in, for conditions to read (engine/view), and what the one in its shadow says, which
 * nobody reads. Returns both, the model in force first. Where none is in force any more, what an earlier one said goes.
 */
export function scoreIntent(draft: ProfileDraft, event: SegmentEvent, context: EngineContext): readonly SaidIntent[] {
  const { intent: model, shadow } = context.scoring;
  if (model === undefined) {
    if (draft.read("intent").at !== 0) Object.assign(draft.write("intent"), NO_SCORES);
    return shadow.intent === undefined ? NOTHING : [saidBy(shadow.intent, draft, event, context)];
  }
  const said = saidBy(model, draft, event, context);
  // Beside it, before anything is written: both see the same profile.
  const beside = shadow.intent === undefined ? undefined : saidBy(shadow.intent, draft, event, context);
  draft.noteIntent(Math.max(1, draft.read("activity").clock), said);
  return beside === undefined ? [said] : [said, beside];
}

function saidBy(
  model: IntentModel,
  draft: ProfileDraft,
  event: SegmentEvent,
  context: EngineContext,
): SaidIntent & IntentScores {
  const { session, day, churn } = model.score(draft, event, context);
  return {
    version: model.version,
    session: onScoreGrid(session),
    day: onScoreGrid(day),
    churn: onScoreGrid(churn),
  };
}
