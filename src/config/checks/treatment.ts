import { checkCopy, copyFacts } from "../copy.js";
import { isLocale } from "../locales.js";
import type { ActionFile } from "../schema/action.js";
import type { TreatmentFile } from "../schema/treatment.js";
import { IMPERSONAL_FACTS } from "../sensitivities.js";
import type { Path } from "../yaml-file.js";
import type { Mistakes } from "./mistakes.js";
import { checkFilter } from "./recommendations.js";

/** One way to say something: its words, and what it asks for. */
export function checkTreatment(treatment: TreatmentFile, path: Path, action: ActionFile, mistakes: Mistakes): void {
  const { locale, slot, channel } = treatment;
  if (locale !== undefined && !isLocale(locale)) {
    const message = `"${locale}" is no language; write BCP 47, such as de or pt-BR`;
    mistakes.add("ATTUNE_CONFIG_VALUE", [...path, "locale"], message);
  }
  if (slot !== undefined && channel !== "onsite") {
    const message = `a slot is a place on the shop's own pages: the channel must be onsite, it is ${channel}`;
    mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "slot"], message);
  }
  const { occasion, of } = action.trigger;
  if (occasion === "slot-requested") {
    if (channel !== "onsite") {
      mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "channel"], `a slot is filled on site, not by ${channel}`);
    }
    if (slot !== undefined && of.length > 0 && !of.includes(slot)) {
      const message = `the action is for other slots (${of.join(", ")}): this treatment can never be used`;
      mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "slot"], message);
    }
  }
  for (const [i, version] of treatment.copy.entries()) {
    for (const { code, field, message } of checkCopy(version)) {
      mistakes.add(code, [...path, "copy", i, field], message);
    }
  }
  checkGeneric(treatment, path, mistakes);
  checkCoupon(treatment, path, mistakes);
  checkRecommend(treatment, path, action, mistakes);
}

function checkGeneric({ copy }: TreatmentFile, path: Path, mistakes: Mistakes): void {
  for (const [i, version] of copy.entries()) {
    const personal = copyFacts(version).filter((fact) => !IMPERSONAL_FACTS.has(fact));
    if (version.generic && personal.length > 0) {
      const message = `a generic version gives nothing away, and this one names ${personal.join(", ")}`;
      mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "copy", i, "generic"], message);
    }
  }
}

function checkCoupon({ coupon, copy, channel }: TreatmentFile, path: Path, mistakes: Mistakes): void {
  const versions = copy.map((version) => copyFacts(version).some((fact) => fact.startsWith("coupon.")));
  if (coupon === undefined) {
    const needy = versions.indexOf(true);
    if (needy < 0) return;
    const message = "these words name a coupon, and the treatment takes none: add coupon: <pool>";
    mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "copy", needy], message);
  } else if (channel !== "webhook" && !versions.includes(true)) {
    const message = "a code would be given and not told: no version of the words names coupon.code";
    mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "coupon"], message);
  }
}

function checkRecommend({ recommend, copy }: TreatmentFile, path: Path, action: ActionFile, mistakes: Mistakes): void {
  if (recommend === undefined) {
    const needy = copy.findIndex((version) => copyFacts(version).some((fact) => fact.startsWith("recommended.")));
    if (needy < 0) return;
    const message =
      "these words name what is recommended, and the treatment recommends nothing: add recommend: { scenario: … }";
    mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "copy", needy], message);
    return;
  }
  // It would reach people who refused advertising, past every cap.
  if (action.class === "transactional") {
    const message = "what is recommended makes advertising of it: an action that recommends is not transactional";
    mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "recommend"], message);
  }
  const { n, minimum, filter } = recommend;
  if (minimum > n) {
    const message = `it could never be said: at most ${n} are recommended, and it needs ${minimum}`;
    mistakes.add("ATTUNE_CONFIG_RANGE", [...path, "recommend", "minimum"], message);
  }
  if (filter !== undefined) checkFilter(filter, [...path, "recommend", "filter"], mistakes);
}
