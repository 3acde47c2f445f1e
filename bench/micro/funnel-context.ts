/** What the full funnel is measured under: 30 actions, 20 segments in CEL, caps, guard, consent, exploration, holdout and control arm. */
import { compileCel } from "../../src/config/cel.js";
import type { EngineContext } from "../../src/domain/context.js";
import type { Segment } from "../../src/domain/segment.js";
import { DAY, HOUR } from "../../src/domain/time.js";
import { aChannel, aGuardRule, anEngineContext } from "../../test/harness/engine-context.js";
import { funnelActions } from "./funnel-actions.js";

const SEGMENTS: Readonly<Record<string, string>> = {
  newcomers: "activity.sessions <= 1.0 && orders.count == 0.0",
  regulars: "activity.recentSessions >= 3.0",
  lookers: "activity.views > 20.0 && orders.count == 0.0",
  buyers: "orders.count > 0.0",
  loyal: 'standing.lifecycle == "loyal"',
  lapsing: 'standing.lifecycle == "lapsing"',
  "not-seen-lately": "activity.daysSinceSeen > 30.0",
  "bought-lately": "orders.daysSinceLast < 14.0",
  "big-spenders": "orders.average > 120.0 && orders.count >= 2.0",
  rising: "value.rising",
  luxury: 'value.tier == "high"',
  bargain: 'value.tier == "low" && responses.promotionRate > 0.1',
  champions: "rfm.recency >= 4.0 && rfm.frequency >= 4.0 && rfm.monetary >= 4.0",
  "at-risk": "rfm.recency <= 2.0 && rfm.frequency >= 3.0",
  "reads-mail": "responses.openRate > 0.2",
  "cart-full": "cart.value > 100.0",
  savers: "saved.count >= 3.0",
  "shoe-lovers": '"category-1" in interests.categories && interests.categories["category-1"] > 0.2',
  young: "person.age >= 16.0 && person.age < 30.0",
  gold: 'loyalty.tier == "gold" || loyalty.pointsToNext < 20.0',
};

function segments(): Segment[] {
  return Object.entries(SEGMENTS).map(([id, source], i) => ({
    id,
    persona: i < 3,
    when: compileCel(source),
    holdMs: i % 4 === 0 ? DAY : 0,
  }));
}

export function funnelContext(): EngineContext {
  const base = anEngineContext();
  const everyday = ["promotional", "education"] as const;
  return {
    ...base,
    version: "bench",
    actions: funnelActions(),
    segments: segments(),
    channels: new Map([
      ["email", aChannel("email", { consent: "required", addressTrait: "email" })],
      ["sms", aChannel("sms", { consent: "required", addressTrait: "phone", audience: "lock-screen" })],
      ["push", aChannel("push", { consent: "required", addressTrait: "pushToken", audience: "lock-screen" })],
      ["onsite", aChannel("onsite", { cap: { count: 40, windowMs: DAY } })],
    ]),
    limits: { ...base.limits, contacts: 32 },
    caps: [
      { id: "overall", classes: everyday, count: 5, window: { kind: "rolling", ms: 7 * DAY } },
      { id: "mail-a-day", channel: "email", classes: everyday, count: 1, window: { kind: "calendar", unit: "day" } },
      { id: "shop-a-month", topic: "shop", classes: everyday, count: 40, window: { kind: "calendar", unit: "month" } },
    ],
    pressure: { ignored: 5, factor: 0.5 },
    guard: {
      ...base.guard,
      facts: new Map([
        ["person.firstName", "personal"],
        ["item.name", "personal"],
        ["item.price", "personal"],
        ["category.category-7", "special"],
      ]),
      rules: new Map([
        ["none", aGuardRule()],
        ["personal", aGuardRule({ audiences: ["private"], minimumConfidence: 0.5, otherwise: "soften" })],
        ["intimate", aGuardRule({ provenance: ["declared"], audiences: ["private"], otherwise: "soften" })],
        ["special", aGuardRule({ provenance: ["declared"], audiences: ["private"], otherwise: "block" })],
      ]),
      minimumRelationship: 2,
      checkoutMs: HOUR / 4,
    },
    arbitration: {
      ...base.arbitration,
      costs: { email: 0.002, sms: 0.05, push: 0.001, onsite: 0, webhook: 0 },
      leavingCost: 20,
      weights: [
        { when: compileCel("cart.count > 0.0"), target: { issue: "conversion" }, weight: 20 },
        { when: compileCel("moment.hour < 8.0"), target: { action: "browse-nudge" }, weight: -50 },
        { when: compileCel('"champions" in standing.segments'), target: { action: "next-tier" }, weight: 30 },
      ],
      gamma: 100,
    },
    occasions: {
      ...base.occasions,
      replenishment: new Map([["category-3", 20 * DAY]]),
      silence: [{ channel: "email", afterMs: 180 * DAY, mode: "win-back", pauseMs: 30 * DAY }],
    },
    experiments: [
      {
        id: "nudge",
        action: "browse-nudge",
        dimension: "content",
        variants: [
          { id: "short", share: 0.5 },
          { id: "long", share: 0.5 },
        ],
      },
    ],
    holdout: { share: 0.05, salt: "holdout" },
    control: { share: 0.02, salt: "control" },
    loyalty: {
      tiers: [
        { id: "silver", points: 100, benefit: "free delivery" },
        { id: "gold", points: 500, benefit: "a permanent 30 % discount" },
      ],
      tierBy: "lifetime",
      perCurrency: 1,
      expiryMs: 365 * DAY,
      expiryNoticeMs: 14 * DAY,
      nearPoints: 20,
    },
    coupons: new Map([["codes", { id: "codes", kind: "generated", prefix: "C-", secret: "bench", validMs: 14 * DAY }]]),
  };
}
