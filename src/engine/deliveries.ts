/** What became of a message on its way out, where it isn't what was hoped for: the profile and the statistics take it back. */
import type { DeliveryEvent } from "../domain/event.js";
import { unexpose } from "./attention.js";
import { advanceClock } from "./features/activity.js";
import { noteFailure } from "./features/bounces.js";
import { forgetSent } from "./features/responses.js";
import { noteUnsent } from "./learn/note-sent.js";
import { forgetContact } from "./policies/index.js";
import type { Draft } from "./profile/draft.js";
import { review, type Run } from "./run.js";

/**
 * A message that never left is no contact: caps, cool-downs and learning are as if it had not been decided. One that came back, or that may have left, stays
 * one; of one that came back nobody can say that the person ignored it.
 */
export function takeBack(draft: Draft, event: DeliveryEvent, run: Run): void {
  const { context, out } = run;
  const { message, channel, outcome, failure, time } = event;
  advanceClock(draft.write("activity"), time, context);
  const contact = draft.read("contacts").find((one) => one.message === message);
  if (contact !== undefined && outcome !== "unknown") {
    forgetSent(draft, contact, context);
    unexpose(draft, contact, run);
    if (outcome !== "undelivered") {
      forgetContact(draft, message);
      noteUnsent(contact, out);
    }
  }
  if (failure !== undefined) noteFailure(draft, { channel, time }, failure, contact?.time, context);
  out.count(`undelivered.${outcome}`);
  // Where they stand may hang on what they were sent.
  if (context.segments.length > 0) review(draft, event.id, run);
}
