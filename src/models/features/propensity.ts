import { ACTION_CLASSES, type Occasion } from "../../domain/action.js";
import { armFeatures, cellOf, FEATURES, MOST, ownResponses } from "../../domain/arm-features.js";
import { NOTICED, POSITIVE } from "../../domain/channel-response.js";
import { CHANNELS } from "../../domain/message.js";
import type { Contact } from "../../domain/profile.js";
import { DAY } from "../../domain/time.js";
import { feature, type FeatureGroup, featureTable, type PropensityMoment } from "./feature.js";
import { freshness, freshnessText, LOG, log, ratio, SHARE, YES, yes } from "./transformations.js";

type Group = FeatureGroup<PropensityMoment>;

const THE_BELIEF = plain(
  "belief",
  "arbitration: what the learnt rates believe",
  "probability",
  "log odds, at most 9.3 either way",
  ({ scored }) => {
    const p = Math.min(0.9999, Math.max(0.0001, scored.belief));
    return Math.log(p / (1 - p));
  },
);

/** The learner's own features of a message; the bias, which is the first of them, is the network's. */
const OF_THE_ARM: Group = {
  features: FEATURES.slice(1).map((name) => feature(name, "domain/arm-features.ts", "1 / 255", SHARE)),
  read({ draft, scored, context, moment, view }, into, at) {
    const features = armFeatures(draft, scored.option, context, moment, view);
    for (let i = 1; i < features.length; i++) into[at + i - 1] = (features[i] as number) / MOST;
  },
};

const GROUPS: Readonly<Record<string, readonly Occasion[]>> = {
  orders: ["order-placed", "order-status", "replenishment-due"],
  items: ["price-drop", "back-in-stock", "saved-reminder", "new-collection"],
  person: [
    "birthday",
    "silence",
    "tag-assigned",
    "segment-entered",
    "segment-left",
    "near-next-tier",
    "points-expiring",
  ],
};

const THE_MOMENT: readonly Group[] = [
  ...Object.entries(GROUPS).map(([group, occasions]) =>
    flag(`occasion-${group}`, `moment.occasion: ${occasions.join(", ")}`, ({ moment }) =>
      occasions.includes(moment.occasion),
    ),
  ),
  plain("moment-value", "moment.value", "currency", LOG, ({ moment }) => log(moment.value)),
  plain("moment-items", "moment.items", "items", LOG, ({ moment }) => log(moment.items.length)),
  plain("moment-age", "moment.openedAt", "days since the occasion opened", freshnessText(1), ({ moment }) =>
    freshness(moment.time, moment.openedAt, DAY),
  ),
  plain("step", "moment.step", "messages of the escalation before", LOG, ({ moment }) => log(moment.step?.index ?? 0)),
];

const THE_OPTION: readonly Group[] = [
  ...CHANNELS.map((channel) =>
    flag(`channel-${channel}`, "treatment.channel", ({ scored }) => scored.option.treatment.channel === channel),
  ),
  ...ACTION_CLASSES.map((kind) =>
    flag(`class-${kind}`, "action.class", ({ scored }) => scored.option.action.class === kind),
  ),
  flag("coupon", "treatment.coupon", ({ scored }) => scored.option.treatment.coupon !== undefined),
  flag("recommends", "treatment.recommend", ({ scored }) => scored.option.treatment.recommend !== undefined),
];

const THE_PERSON: readonly Group[] = [
  flag("new", "lifecycle", ({ view }) => cellOf(view).startsWith("new")),
  flag("away", "lifecycle", ({ view }) => cellOf(view).startsWith("away")),
  plain("own-messages", "responses.sent", "messages on the channel, decayed", LOG, (of) => log(own(of).sent)),
  plain("visit-views", "activity.sessionViews", "views", LOG, ({ view }) => log(view.activity.sessionViews)),
  plain("recent-carts", "activity.recentCarts", "cart additions, decayed", LOG, ({ view }) =>
    log(view.activity.recentCarts),
  ),
  plain("order-fresh", "activity.lastOrder", "days", freshnessText(14), ({ draft, moment }) =>
    freshness(moment.time, draft.read("activity").lastOrder, 14 * DAY),
  ),
];

/** What the person was told before, among the contacts that the profile keeps. */
const WHAT_WAS_SAID: readonly Group[] = [
  plain("last-contact", "contacts", "days since the last message", freshnessText(2), ({ draft, moment }) =>
    freshness(moment.time, draft.read("contacts").at(-1)?.time ?? 0, 2 * DAY),
  ),
  plain("said-before", "contacts", "times this action was said", LOG, (of) => log(saidBefore(of, 0))),
  plain("said-noticed", "contacts", "share of them that were noticed", SHARE, (of) =>
    ratio(saidBefore(of, NOTICED), saidBefore(of, 0), 1),
  ),
  plain("said-answered", "contacts", "share of them that were answered", SHARE, (of) =>
    ratio(saidBefore(of, POSITIVE), saidBefore(of, 0), 1),
  ),
];

/** What the propensity model reads of each option: the order is that of the columns. */
export const PROPENSITY_FEATURES = featureTable([
  THE_BELIEF,
  OF_THE_ARM,
  ...THE_MOMENT,
  ...THE_OPTION,
  ...THE_PERSON,
  ...WHAT_WAS_SAID,
]);

function plain(
  name: string,
  source: string,
  unit: string,
  transformation: string,
  read: (of: PropensityMoment) => number,
): Group {
  return {
    features: [feature(name, source, unit, transformation)],
    read(of, into, at) {
      into[at] = read(of);
    },
  };
}

function flag(name: string, source: string, is: (of: PropensityMoment) => boolean): Group {
  return plain(name, source, "option", YES, (of) => yes(is(of)));
}

function own({ draft, scored, moment, context }: PropensityMoment): { readonly sent: number } {
  return ownResponses(draft, scored.option.treatment.channel, moment.time, context);
}

/** Messages of this action; with one of these outcomes, where any is asked for. */
function saidBefore({ draft, scored }: PropensityMoment, outcomes: number): number {
  const { id } = scored.option.action;
  const counts = (contact: Pick<Contact, "action" | "outcome">): boolean =>
    contact.action === id && (outcomes === 0 || (contact.outcome & outcomes) !== 0);
  let times = 0;
  for (const contact of draft.read("contacts")) if (counts(contact)) times++;
  return times;
}
