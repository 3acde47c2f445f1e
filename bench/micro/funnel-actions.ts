/**
 * Thirty actions over all kinds of occasions, as a shop of some size has them: conditions in CEL, words in Liquid, several channels each,
 * one escalation with coupons, one experiment. For the bench only: fixed, so that its figures can be compared over time.
 */
import { compileCel } from "../../src/config/cel.js";
import { compileCopy } from "../../src/config/copy.js";
import type { Action, ActionClass, Occasion, Rule, Treatment } from "../../src/domain/action.js";
import type { Channel } from "../../src/domain/message.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { anAction } from "../../test/harness/engine-context.js";

const named = {
  title: "{{ person.firstName }}, about {{ item.name }}",
  body: "{{ item.name }} is {{ item.price }} now.",
};
const product = { title: "About {{ item.name }}", body: "{{ item.name }} waits for you." };
const plain = { title: "For you", body: "Something that you may like." };

function words(...versions: { title: string; body: string }[]): Treatment["copy"] {
  return [...versions, plain].map((version) => compileCopy({ ...version, generic: version === plain }));
}

function by(channel: Channel, more: Partial<Treatment> = {}): Treatment {
  const copy = channel === "email" ? words(named, product) : channel === "onsite" ? words(product) : words();
  return { id: `by-${channel}`, channel, uses: [], copy, ...more };
}

interface Spec {
  readonly id: string;
  readonly occasion: Occasion;
  readonly of?: readonly string[];
  readonly wait?: number;
  readonly when?: string;
  readonly class?: ActionClass;
  readonly value?: number;
  readonly on?: readonly Channel[];
  readonly slot?: string;
  readonly more?: Partial<Action>;
}

const STEPS: Action["steps"] = [
  {
    afterMs: DAY,
    atNextVisit: false,
    treatments: [
      by("email", {
        id: "code",
        coupon: "codes",
        copy: words({ title: "A code", body: "{{ coupon.code }} until {{ coupon.expires }}" }),
      }),
    ],
  },
  { afterMs: DAY, atNextVisit: false, treatments: [by("sms")] },
  {
    afterMs: HOUR,
    atNextVisit: true,
    treatments: [
      by("onsite", { id: "waiting", coupon: "codes", copy: words({ title: "Your code", body: "{{ coupon.code }}" }) }),
    ],
  },
];
const variant = (name: string, from: number, to: number): Partial<Action> => ({
  variantOf: { experiment: "nudge", variant: name, from, to, salt: "nudge" },
});

const SPECS: readonly Spec[] = [
  {
    id: "cart-reminder",
    occasion: "cart-abandoned",
    wait: 30 * MINUTE,
    value: 12,
    on: ["email", "push", "onsite"],
    more: { steps: STEPS, goal: { event: "Order Completed", windowMs: 7 * DAY } },
  },
  { id: "cart-of-worth", occasion: "cart-abandoned", wait: 30 * MINUTE, when: "cart.value > 150.0", value: 20 },
  {
    id: "browse-nudge",
    occasion: "browse-abandoned",
    wait: HOUR,
    value: 3,
    on: ["email", "onsite"],
    more: variant("short", 0, 5_000),
  },
  {
    id: "browse-nudge",
    occasion: "browse-abandoned",
    wait: HOUR,
    value: 3,
    on: ["email", "push"],
    more: variant("long", 5_000, 10_000),
  },
  { id: "browse-luxury", occasion: "browse-abandoned", wait: HOUR, when: 'value.tier == "high"', value: 9 },
  { id: "form-reminder", occasion: "form-abandoned", wait: HOUR, value: 4 },
  {
    id: "search-help",
    occasion: "search-without-result",
    wait: 10 * MINUTE,
    class: "service",
    value: 1,
    on: ["onsite"],
  },
  { id: "browsing-coupon", occasion: "frequent-browsing", value: 6, on: ["email", "onsite"] },
  { id: "order-confirmation", occasion: "order-placed", class: "transactional", value: 1 },
  { id: "thank-you", occasion: "order-placed", class: "service", value: 2, on: ["email", "onsite"] },
  { id: "cross-sell", occasion: "order-placed", wait: 3 * DAY, value: 5 },
  { id: "shipped", occasion: "order-status", of: ["shipped"], class: "transactional", value: 1, on: ["email", "sms"] },
  { id: "delivered", occasion: "order-status", of: ["delivered"], class: "service", value: 1 },
  { id: "refill", occasion: "replenishment-due", value: 8, on: ["email", "push"] },
  { id: "price-drop", occasion: "price-drop", value: 7, on: ["email", "push"] },
  { id: "back-in-stock", occasion: "back-in-stock", value: 9, on: ["email", "push"] },
  { id: "saved-reminder", occasion: "saved-reminder", wait: DAY, value: 4 },
  { id: "new-collection", occasion: "new-collection", value: 3 },
  { id: "birthday", occasion: "birthday", value: 6, on: ["email", "onsite"] },
  { id: "win-back", occasion: "silence", of: ["email"], value: 5, on: ["sms", "push"] },
  { id: "welcome-vip", occasion: "tag-assigned", of: ["vip"], class: "service", value: 3 },
  { id: "now-loyal", occasion: "segment-entered", of: ["loyal"], class: "education", value: 2 },
  { id: "stay-with-us", occasion: "segment-entered", of: ["lapsing"], value: 5 },
  { id: "next-tier", occasion: "near-next-tier", value: 5, on: ["email", "onsite"] },
  { id: "points-expire", occasion: "points-expiring", class: "service", value: 2 },
  { id: "saved-homes", occasion: "send-requested", of: ["saved"], class: "service", value: 1 },
  { id: "hero-cart", occasion: "slot-requested", when: "cart.count > 0.0", value: 8, on: ["onsite"], slot: "hero" },
  {
    id: "hero-taste",
    occasion: "slot-requested",
    when: "interests.categories.size() > 0",
    value: 5,
    on: ["onsite"],
    slot: "hero",
  },
  { id: "hero-learn", occasion: "slot-requested", class: "education", value: 1, on: ["onsite"], slot: "hero" },
  {
    id: "promotion",
    occasion: "event",
    of: ["Promotion Clicked"],
    when: 'event.properties["campaign"] == "spring"',
    value: 2,
    on: ["onsite"],
  },
];

function rule(id: string, source: string): Rule {
  return { id, when: compileCel(source), say: id };
}

export function funnelActions(): Action[] {
  const policy = {
    eligibility: [rule("of age", "person.age < 0.0 || person.age >= 16.0")],
    applicability: [rule("not a reseller", '!("reseller" in person.tags)')],
    suitability: [rule("not lost", 'standing.lifecycle != "lost"')],
  };
  return SPECS.map(({ id, occasion, of = [], wait = 0, when, value = 1, on = ["email"], slot, more = {}, ...spec }) =>
    anAction({
      id,
      class: spec.class ?? "promotional",
      group: occasion,
      value,
      coolDownMs: spec.class === "transactional" || occasion === "slot-requested" ? 0 : DAY,
      relevanceHalfLifeMs: 2 * DAY,
      policy,
      treatments: on.map((channel) => by(channel, slot === undefined ? {} : { slot })),
      trigger: {
        occasion,
        of,
        waitMs: wait,
        cancelOn: ["purchase"],
        ...(when === undefined ? {} : { when: compileCel(when) }),
      },
      ...more,
    }),
  );
}
