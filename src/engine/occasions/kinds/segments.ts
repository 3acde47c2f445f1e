import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { nothing } from "../items.js";
import { open } from "../opening.js";
import type { StandingChange } from "../../../domain/happening.js";
import type { OccasionRule, Setting } from "../rule.js";

/** The person has come into a segment. Its subject: the segment. */
export const segmentEntered: OccasionRule = {
  occasion: "segment-entered",
  waits: "time",
  about: nothing,
  gone: (draft, { subject }) => (isIn(draft, subject) ? undefined : "occasion.emptied"),
};

/** The person is no longer in a segment. Its subject: the segment. */
export const segmentLeft: OccasionRule = {
  occasion: "segment-left",
  waits: "time",
  about: nothing,
  gone: (draft, { subject }) => (isIn(draft, subject) ? "occasion.emptied" : undefined),
};

export function openChanges(setting: Setting, changes: readonly StandingChange[]): void {
  for (const { kind, segment } of changes)
    open(setting, kind === "segment-entered" ? segmentEntered : segmentLeft, { subject: segment });
}

function isIn(draft: ProfileDraft, segment: string): boolean {
  return draft.read("standing").segments.includes(segment);
}
