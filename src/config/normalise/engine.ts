import type { ChannelPolicy } from "../../domain/context.js";
import { CHANNELS } from "../../domain/message.js";
import { toMs } from "../check.js";
import type { EngineSettings } from "../configuration.js";
import type { AttuneFile } from "../schema/attune.js";
import type { LoyaltyFile } from "../schema/loyalty.js";
import type { SegmentsFile } from "../schema/segments.js";
import type { Sources } from "../sources.js";
import { actionsOf } from "./actions.js";
import { arbitrationOf } from "./arbitration.js";
import { poolsOf } from "./coupons.js";
import { armOf, experimentsOf } from "./experiments.js";
import { recommendationsOf } from "./recommendations.js";
import { dayHoursOf, timingOf } from "./timing.js";
import { capsOf, consentOf, guardOf, lifecycleOf, occasionsOf, traitsOf } from "./policies.js";

/** All that a decision can depend on, of all files of the folder. */
export function engineOf(sources: Sources): EngineSettings {
  const { engine, channels } = sources.settings.value;
  const policies = sources.policies.value;
  const experiments = sources.experiments.value;
  return {
    zone: engine.zone,
    sessionGapMs: toMs(engine.sessionGap),
    browseMinimumViews: engine.browseMinimumViews,
    justBoughtMs: toMs(engine.justBought),
    limits: engine.limits,
    halfLives: {
      interest: toMs(engine.halfLives.interest),
      activity: toMs(engine.halfLives.activity),
      spending: toMs(engine.halfLives.spending),
      habit: toMs(engine.halfLives.habit),
      response: toMs(engine.halfLives.response),
    },
    channels: channelsOf(channels),
    actions: actionsOf(sources),
    segments: segmentsOf(sources.segments.value),
    lifecycle: lifecycleOf(policies.lifecycle),
    occasions: occasionsOf(policies),
    consent: consentOf(policies),
    caps: capsOf(policies),
    pressure: policies.contact.pressure,
    guard: guardOf(policies.guard),
    traits: traitsOf(policies),
    arbitration: arbitrationOf(policies.arbitration),
    experiments: experimentsOf(experiments),
    accountMergers: policies.identity.mergeAccounts,
    holdout: armOf(experiments.holdout),
    control: armOf(experiments.control),
    loyalty: loyaltyOf(sources.loyalty.value),
    coupons: poolsOf(sources),
    recommendations: recommendationsOf(sources.recommendations.value),
    timing: timingOf(policies.timing, sources.sendTime.value),
    channelChoice: policies.channelChoice,
  };
}

function channelsOf(channels: AttuneFile["channels"]): ChannelPolicy[] {
  return CHANNELS.map((channel): ChannelPolicy => {
    const { consent, address, audience, cap, quietHours } = channels[channel];
    return {
      channel,
      consent,
      audience,
      cap: { count: cap.count, windowMs: toMs(cap.window) },
      ...(address === "" ? {} : { addressTrait: address }),
      ...(quietHours === undefined ? {} : { quietHours: dayHoursOf(quietHours) }),
    };
  });
}

/** Personas behind the segments, both in the order of the file. */
function segmentsOf({ segments, personas }: SegmentsFile): EngineSettings["segments"] {
  return [
    ...segments.map(({ id, when, hold }) => ({ id, persona: false, when, holdMs: toMs(hold) })),
    ...personas.map(({ id, when }) => ({ id, persona: true, when, holdMs: 0 })),
  ];
}

function loyaltyOf({ expiry, expiryNotice, ...loyalty }: LoyaltyFile): EngineSettings["loyalty"] {
  return { ...loyalty, expiryMs: toMs(expiry), expiryNoticeMs: toMs(expiryNotice) };
}
