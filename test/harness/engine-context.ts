import type { Action, CopyVersion, Rule, Treatment, Trigger } from "../../src/domain/action.js";
import type { ChannelPolicy, EngineContext } from "../../src/domain/context.js";
import type { Moment } from "../../src/domain/consideration.js";
import type { JsonObject, SegmentEvent, TimerEvent } from "../../src/domain/event.js";
import type { Channel } from "../../src/domain/message.js";
import { anonymousPerson, knownPerson, type PersonKey } from "../../src/domain/person.js";
import { type GuardRule, PROVENANCES } from "../../src/domain/policy.js";
import { NO_POPULATION } from "../../src/domain/population.js";
import { NO_RECOMMENDER, type RecommendationPolicy } from "../../src/domain/recommendation.js";
import { DEFAULT_SCENARIOS } from "../../src/domain/scenarios.js";
import { NO_SCORING } from "../../src/domain/scoring.js";
import type { Segment } from "../../src/domain/segment.js";
import type { PartitionView } from "../../src/domain/step.js";
import type { TimingPolicy } from "../../src/domain/timing.js";
import type { Predicate, View, ViewSubject } from "../../src/domain/view.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { timerEventId, timerId } from "../../src/domain/timer.js";

/** Contexts and events for tests of the engine alone: everything has a plain default, and a test names only what it is about. */

/** Monday, 2026-03-02 10:00 UTC. */
export const MONDAY = 1_772_445_600_000;

export function aChannel(channel: Channel, overrides: Partial<ChannelPolicy> = {}): ChannelPolicy {
  return { channel, consent: "implied", audience: "private", cap: { count: 3, windowMs: 7 * DAY }, ...overrides };
}

/** Plain words, or words that need facts: `someWords("item.name")` renders "item.name=Shoe". */
export function someWords(...facts: string[]): CopyVersion {
  return {
    facts,
    generic: facts.length === 0,
    render(known) {
      const values = facts.map((fact) => {
        const [subject = "", name = ""] = fact.split(".");
        return (known[subject] as JsonObject | undefined)?.[name];
      });
      if (values.some((value) => value === undefined)) return undefined;
      const body = facts.map((fact, i) => `${fact}=${String(values[i])}`).join(", ");
      return { title: "Hello", body: body === "" ? "Plain words" : body };
    },
  };
}

export function aTreatment(channel: Channel, overrides: Partial<Treatment> = {}): Treatment {
  return { id: `by-${channel}`, channel, uses: [], copy: [someWords()], ...overrides };
}

/** A condition in TypeScript, as config/cel.ts makes them of CEL. */
export function aPredicate(holds: (view: View) => boolean, overrides: Partial<Predicate> = {}): Predicate {
  return { source: holds.toString(), reads: new Set<ViewSubject>(), crossings: [], drifts: false, holds, ...overrides };
}

export function aRule(id: string, holds: (view: View) => boolean): Rule {
  return { id, when: aPredicate(holds), say: id };
}

export function aSegment(id: string, holds: (view: View) => boolean, overrides: Partial<Segment> = {}): Segment {
  return { id, persona: false, when: aPredicate(holds), holdMs: 0, ...overrides };
}

export type ActionOverrides = Partial<Omit<Action, "trigger">> & { readonly trigger?: Partial<Trigger> };

/** A cart reminder after 30 minutes by e-mail, unless told otherwise. */
export function anAction(overrides: ActionOverrides = {}): Action {
  return {
    id: "cart-reminder",
    issue: "conversion",
    group: "abandonment",
    class: "promotional",
    topic: "shop",
    purpose: "marketing",
    value: 10,
    lever: 1,
    validFrom: Number.NEGATIVE_INFINITY,
    validUntil: Number.POSITIVE_INFINITY,
    validityMs: DAY,
    relevanceHalfLifeMs: Number.POSITIVE_INFINITY,
    coolDownMs: 0,
    policy: { eligibility: [], applicability: [], suitability: [] },
    timing: { mode: "now", withinMs: DAY, delayCost: 0 },
    treatments: [aTreatment("email")],
    steps: [],
    holdoutExempt: false,
    ...overrides,
    trigger: {
      occasion: "cart-abandoned",
      of: [],
      waitMs: 30 * MINUTE,
      cancelOn: ["purchase"],
      minimumValue: 0,
      ...overrides.trigger,
    },
  };
}

/** A rule of the guard that lets everything pass. */
export function aGuardRule(overrides: Partial<GuardRule> = {}): GuardRule {
  return {
    provenance: PROVENANCES,
    minimumConfidence: 0,
    audiences: ["private", "shared", "lock-screen", "public"],
    minimumEvidence: 0,
    otherwise: "block",
    ...overrides,
  };
}

/** The built-in scenarios as they are; nothing is learnt from product events. */
export function aRecommendationPolicy(overrides: Partial<RecommendationPolicy> = {}): RecommendationPolicy {
  return {
    scenarios: DEFAULT_SCENARIOS,
    weights: { view: 1, cart: 3, save: 2, order: 4 },
    ownedForMs: 365 * DAY,
    newForMs: 30 * DAY,
    learnFrom: [],
    popularity: { halfLifeMs: 14 * DAY, trendingHalfLifeMs: 2 * DAY, segments: [] },
    ...overrides,
  };
}

/** Nothing is explored or spread. */
export function aTimingPolicy(overrides: Partial<TimingPolicy> = {}): TimingPolicy {
  return {
    unknownZone: { from: 600, until: 1_080 },
    exploration: 0,
    spreadMs: 0,
    minimumGain: 0.1,
    recipe: {
      ownStrength: 10,
      cohortStrength: 50,
      sharedByDays: 0.7,
      smoothingHours: 1,
      halfLifeMs: 180 * DAY,
      weights: { open: 0.3, click: 1, session: 0.5, purchase: 2 },
      exposurePerMessage: 1,
    },
    ...overrides,
  };
}

/**
 * Cart after 30 minutes, browsing after an hour, thanks at once; e-mail needs no consent unless a test says so, nothing is explored, messages
 * cost nothing, the guard lets all pass.
 */
export function anEngineContext(overrides: Partial<EngineContext> = {}): EngineContext {
  return {
    version: "test",
    sessionGapMs: 30 * MINUTE,
    limits: {
      recentItems: 20,
      categories: 16,
      tags: 16,
      cartLines: 20,
      savedItems: 20,
      orders: 10,
      contacts: 16,
      linkedIds: 8,
      traits: 16,
      seenIds: 32,
      consents: 16,
      segments: 64,
      pointLots: 16,
      coupons: 8,
      escalations: 8,
      trials: 8,
      plans: 32,
    },
    halfLives: { interest: 14 * DAY, activity: 7 * DAY, spending: 90 * DAY, habit: 60 * DAY, response: 60 * DAY },
    browseMinimumViews: 3,
    justBoughtMs: DAY,
    channels: new Map([
      ["email", aChannel("email")],
      ["onsite", aChannel("onsite")],
    ]),
    actions: [
      anAction(),
      anAction({ id: "browse-nudge", value: 3, trigger: { occasion: "browse-abandoned", waitMs: HOUR } }),
      anAction({
        id: "thank-you",
        class: "service",
        value: 5,
        trigger: { occasion: "order-placed", waitMs: 0, cancelOn: [] },
      }),
    ],
    zone: "UTC",
    segments: [],
    lifecycle: {
      loyalOrders: 3,
      lapsingMs: 60 * DAY,
      lapsedMs: 180 * DAY,
      lostMs: 365 * DAY,
      priceTiers: [20, 60],
      rfm: { recency: [7, 30, 90, 180], frequency: [1, 2, 4, 8], monetary: [25, 50, 100, 250] },
    },
    occasions: {
      browsingSessions: 4,
      browsingWithoutOrderMs: 30 * DAY,
      birthdayHour: 9,
      priceDropShare: 0.1,
      replenishment: new Map(),
      replenishmentLeadMs: 3 * DAY,
      nextOrderLeadMs: DAY,
      nextOrderOrders: 2,
      churnRisk: 0.5,
      silence: [],
      seasons: [],
    },
    consent: { purposes: new Map([["marketing", "channel"]]), validForMs: 730 * DAY, categories: new Map() },
    caps: [],
    pressure: { ignored: 5, factor: 1 },
    guard: {
      facts: new Map(),
      defaultSensitivity: "none",
      rules: new Map([
        ["none", aGuardRule()],
        ["personal", aGuardRule()],
        ["intimate", aGuardRule()],
        ["special", aGuardRule()],
      ]),
      confidence: { declared: 1, observed: 0.9, inferred: 0.6, "third-party": 0.4 },
      minimumRelationship: 0,
      deferMs: HOUR,
      checkoutMs: 0,
    },
    traits: new Map(),
    arbitration: {
      priors: { email: 0.05, sms: 0.05, push: 0.05, onsite: 0.05, webhook: 0.05 },
      priorStrength: 10,
      costs: { email: 0, sms: 0, push: 0, onsite: 0, webhook: 0 },
      leavingCost: 0,
      hazardPriors: { email: 0.001, sms: 0.002, push: 0.002, onsite: 0.0001, webhook: 0.001 },
      hazardStrength: 1000,
      weights: [],
      gamma: Number.POSITIVE_INFINITY,
    },
    experiments: [],
    holdout: { share: 0, salt: "holdout" },
    control: { share: 0, salt: "control" },
    accountMergers: ["site"],
    loyalty: {
      tiers: [],
      tierBy: "lifetime",
      perCurrency: 0,
      expiryMs: 0,
      expiryNoticeMs: 14 * DAY,
      nearPoints: 0,
    },
    coupons: new Map(),
    recommendations: aRecommendationPolicy(),
    timing: aTimingPolicy(),
    channelChoice: { confidence: 0.9, minimumMessages: 5, dropShare: 0 },
    population: NO_POPULATION,
    recommender: NO_RECOMMENDER,
    scoring: NO_SCORING,
    ...overrides,
  };
}

/** A moment of an abandoned cart at MONDAY, unless told otherwise. */
export function aMoment(overrides: Partial<Moment> = {}): Moment {
  return {
    occasion: "cart-abandoned",
    ref: "w1800000",
    cause: "event-0",
    time: MONDAY,
    openedAt: MONDAY,
    subject: "",
    items: ["shoe"],
    justBought: false,
    value: 50,
    event: undefined,
    ...overrides,
  };
}

/** The only partition, without statistics. */
export const A_PARTITION: PartitionView = { partition: 0, partitions: 1, statistic: () => 0 };

let made = 0;

export type EventOverrides = Partial<Omit<SegmentEvent, "person">> & { person?: PersonKey };

/** A call of u:ada at MONDAY, unless told otherwise; ids count up. */
export function anEvent(overrides: EventOverrides = {}): SegmentEvent {
  const { userId, anonymousId } = overrides;
  const person =
    overrides.person ??
    (userId === undefined && anonymousId !== undefined ? anonymousPerson(anonymousId) : knownPerson(userId ?? "ada"));
  return {
    id: `event-${++made}`,
    person,
    time: MONDAY,
    hops: 0,
    type: "track",
    name: "",
    properties: {},
    traits: {},
    context: {},
    source: "site",
    history: false,
    silent: false,
    ...overrides,
  };
}

export function aTrack(
  name: string,
  time: number,
  properties: JsonObject = {},
  overrides: EventOverrides = {},
): SegmentEvent {
  return anEvent({ name, time, properties, ...overrides });
}

/** What the state's owner makes of a due timer. */
export function aTimerEvent(person: PersonKey, kind: string, ref: string, due: number): TimerEvent {
  return {
    type: "timer",
    id: timerEventId(timerId({ person, kind, ref }), due),
    person,
    kind,
    ref,
    time: due,
    hops: 0,
  };
}
