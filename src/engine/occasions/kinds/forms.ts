import type { SegmentEvent } from "../../../domain/event.js";
import { idOf } from "../../../domain/fields.js";
import { groupsFor, refOf } from "../groups.js";
import { nothing } from "../items.js";
import { plan, seedOf } from "../opening.js";
import { takePlan } from "../plans.js";
import type { OccasionRule } from "../rule.js";

/** A form was begun and not sent. Its subject: the form's name. */
export const formAbandoned: OccasionRule = {
  occasion: "form-abandoned",
  waits: "quiet",
  opens: {
    "Form Started"(heard) {
      const seed = seedOf(heard, { subject: formOf(heard.event) });
      for (const group of groupsFor(heard.groups, "form-abandoned"))
        plan(heard, formAbandoned, group, refOf(group, seed.subject), seed);
    },
  },
  closes: {
    "Form Submitted"({ draft, event, groups, out }) {
      for (const group of groupsFor(groups, "form-abandoned")) {
        const ref = refOf(group, formOf(event));
        if (!draft.isPlanned("form-abandoned", ref)) continue;
        takePlan(draft, "form-abandoned", ref);
        out.reason("occasion.emptied");
      }
    },
  },
  about: nothing,
};

function formOf({ properties }: SegmentEvent): string {
  return idOf(properties["form"] ?? properties["form_id"] ?? properties["form_name"]) ?? "";
}
