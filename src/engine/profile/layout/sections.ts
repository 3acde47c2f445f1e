import type { SectionName, Sections } from "../../../domain/profile.js";
import { activityCodec } from "./activity.js";
import { attentionCodec } from "./attention.js";
import { consentCodec, preferencesCodec } from "./consent.js";
import { bouncesCodec, contactsCodec, failuresCodec } from "./contact.js";
import { identityCodec } from "./identity.js";
import { cartCodec, itemsCodec, labelsCodec, ordersCodec, outOfStockCodec, savedCodec } from "./items.js";
import { loyaltyCodec } from "./loyalty.js";
import { plansCodec, seenCodec } from "./memory.js";
import { intentCodec } from "./predictions.js";
import type { SectionCodec } from "./section-codec.js";
import { couponsCodec, escalationsCodec, standingCodec, trialsCodec } from "./standing.js";
import { traitsCodec } from "./traits.js";
import { habitCodec, interestsCodec, responsesCodec } from "./weights.js";

/** The layout's version. Whoever changes a section's bytes or this order raises it and adds a migration (migrations.ts). */
export const LAYOUT_VERSION = 6;

export const CODECS: { readonly [K in SectionName]: SectionCodec<Sections[K]> } = {
  identity: identityCodec,
  activity: activityCodec,
  interests: interestsCodec,
  items: itemsCodec,
  labels: labelsCodec,
  cart: cartCodec,
  saved: savedCodec,
  orders: ordersCodec,
  hours: habitCodec,
  responses: responsesCodec,
  contacts: contactsCodec,
  consent: consentCodec,
  failures: failuresCodec,
  traits: traitsCodec,
  plans: plansCodec,
  seen: seenCodec,
  preferences: preferencesCodec,
  standing: standingCodec,
  loyalty: loyaltyCodec,
  coupons: couponsCodec,
  escalations: escalationsCodec,
  trials: trialsCodec,
  outOfStock: outOfStockCodec,
  attention: attentionCodec,
  bounces: bouncesCodec,
  intent: intentCodec,
};

/** The order in which they stand in the bytes: part of the layout. */
export const SECTION_NAMES = Object.freeze(Object.keys(CODECS)) as readonly SectionName[];
export const SLOTS = Object.freeze(Object.fromEntries(SECTION_NAMES.map((name, slot) => [name, slot]))) as Readonly<
  Record<SectionName, number>
>;
