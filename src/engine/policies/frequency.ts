import type { Refusal } from "../../domain/consideration.js";
import type { Channel } from "../../domain/message.js";
import type { Contact, View } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { WEEK } from "../../domain/time.js";

/** What the person's wish for so many messages a week counts and limits: what is owed to them isn't, nor what they see on a site that they came to. */
export function countsAsWritten({ class: of, channel }: Pick<View<Contact>, "class" | "channel">): boolean {
  return of !== "transactional" && channel !== "onsite";
}

/** In any 7 days. It may be said when the oldest that counts is a week old. */
export function frequencyRefusal(draft: ProfileDraft, channel: Channel, time: number): Refusal | undefined {
  const { perWeek } = draft.read("preferences");
  if (perWeek === 0 || channel === "onsite") return undefined;
  const counted = draft.read("contacts").filter((one) => countsAsWritten(one) && one.time > time - WEEK);
  const oldest = counted.at(-perWeek);
  if (oldest === undefined) return undefined;
  const detail = `${counted.length} of ${perWeek} in 7 days`;
  return { stage: "preference", code: "preference.frequency", detail, until: oldest.time + WEEK };
}
