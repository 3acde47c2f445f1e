import { type Intent, type IntentSample, MOST_INTENT_SAMPLES } from "../../../domain/intent.js";
import type { View } from "../../../domain/profile.js";

/** What was said last stays, until the next event is scored with all that both did. An order may answer the samples of both. */
export function mergeIntent(into: Intent, from: View<Intent>): void {
  if (isLater(from, into)) {
    into.at = from.at;
    into.session = from.session;
    into.day = from.day;
    into.churn = from.churn;
  }
  into.sampledAt = Math.max(into.sampledAt, from.sampledAt);
  into.samples = [...into.samples, ...from.samples].sort(byTime).slice(-MOST_INTENT_SAMPLES);
}

/** Of equals the greater, so that it is the same whoever gives. */
function isLater(a: View<Intent>, b: View<Intent>): boolean {
  if (a.at !== b.at) return a.at > b.at;
  if (a.session !== b.session) return a.session > b.session;
  return a.day === b.day ? a.churn > b.churn : a.day > b.day;
}

function byTime(a: IntentSample, b: IntentSample): number {
  return a.at - b.at;
}
