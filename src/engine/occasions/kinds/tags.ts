import { idOf } from "../../../domain/fields.js";
import { nothing } from "../items.js";
import { open } from "../opening.js";
import type { OccasionRule, Readable } from "../rule.js";

/** The site put a tag on the person that they didn't have. Its subject: the tag. */
export const tagAssigned: OccasionRule = {
  occasion: "tag-assigned",
  waits: "time",
  opens: {
    "Tag Assigned"(heard) {
      const { properties } = heard.event;
      const subject = idOf(properties["tag"] ?? properties["name"]);
      if (subject !== undefined && hasTag(heard.draft, subject) && !hasTag(heard.before, subject))
        open(heard, tagAssigned, { subject });
    },
  },
  about: nothing,
  gone: (draft, { subject }) => (hasTag(draft, subject) ? undefined : "occasion.emptied"),
};

function hasTag(profile: Readable, tag: string): boolean {
  return profile.read("traits").some(({ key }) => key === `tag.${tag}`);
}
