import type { Channel } from "../../domain/message.js";
import type { Sensitivity, SilencePolicy } from "../../domain/policy.js";
import { DAY } from "../../domain/time.js";
import { toMs } from "../check.js";
import type { EngineSettings } from "../configuration.js";
import type { GuardFile } from "../schema/guard.js";
import type { LifecycleFile } from "../schema/occasions.js";
import type { PoliciesFile } from "../schema/policies.js";
import { builtInSensitivities } from "../sensitivities.js";

type Quintiles = EngineSettings["lifecycle"]["rfm"]["recency"];

export function consentOf({ consent }: PoliciesFile): EngineSettings["consent"] {
  return { purposes: consent.purposes, validForMs: toMs(consent.validFor), categories: consent.categories };
}

export function capsOf({ contact }: PoliciesFile): EngineSettings["caps"] {
  return contact.caps.map(({ window, per, ...cap }) => ({
    ...cap,
    window:
      per === undefined
        ? { kind: "rolling" as const, ms: toMs(window ?? "7 days") }
        : { kind: "calendar" as const, unit: per },
  }));
}

/** The sensitivity of each fact: what is built in, and what the shop says over it. */
export function sensitivitiesOf({ facts }: GuardFile): Record<string, Sensitivity> {
  return { ...builtInSensitivities(), ...facts };
}

export function guardOf(guard: GuardFile): EngineSettings["guard"] {
  const { defer, checkout, ...rest } = guard;
  return {
    ...rest,
    facts: sensitivitiesOf(guard),
    deferMs: toMs(defer),
    checkoutMs: toMs(checkout),
  };
}

export function traitsOf({ traits }: PoliciesFile): EngineSettings["traits"] {
  return traits;
}

/** From when on someone counts as silent, where the file doesn't say: half a year of e-mail, a month of text messages. */
const SILENT_AFTER: Readonly<Record<Channel, number>> = {
  email: 180 * DAY,
  sms: 30 * DAY,
  push: 90 * DAY,
  onsite: 90 * DAY,
  webhook: 90 * DAY,
};

export function occasionsOf(policies: PoliciesFile): EngineSettings["occasions"] {
  const { browsingSessions, browsingWithoutOrder, birthdayHour, priceDropShare, replenishment, replenishmentLead } =
    policies.occasions;
  const { nextOrderLead, nextOrderOrders, churnRisk } = policies.occasions;
  return {
    browsingSessions,
    browsingWithoutOrderMs: toMs(browsingWithoutOrder),
    birthdayHour,
    priceDropShare,
    replenishment: Object.fromEntries(
      Object.entries(replenishment).map(([category, lasts]) => [category, toMs(lasts)]),
    ),
    replenishmentLeadMs: toMs(replenishmentLead),
    nextOrderLeadMs: toMs(nextOrderLead),
    nextOrderOrders,
    churnRisk,
    silence: policies.silence.map(
      ({ channel, after, mode, pause }): SilencePolicy => ({
        channel,
        afterMs: after === undefined ? SILENT_AFTER[channel] : toMs(after),
        mode,
        pauseMs: toMs(pause),
      }),
    ),
    seasons: policies.seasons,
  };
}

export function lifecycleOf({
  loyalOrders,
  lapsing,
  lapsed,
  lost,
  priceTiers,
  rfm,
}: LifecycleFile): EngineSettings["lifecycle"] {
  return {
    loyalOrders,
    lapsingMs: toMs(lapsing),
    lapsedMs: toMs(lapsed),
    lostMs: toMs(lost),
    priceTiers: [priceTiers.low, priceTiers.middle],
    // The schema holds each to four numbers.
    rfm: {
      recency: rfm.recency as unknown as Quintiles,
      frequency: rfm.frequency as unknown as Quintiles,
      monetary: rfm.monetary as unknown as Quintiles,
    },
  };
}
