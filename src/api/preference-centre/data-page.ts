import { statementsInForce } from "../../domain/consent.js";
import type { JsonObject, JsonValue } from "../../domain/event.js";
import type { ConsentEntry, Trait } from "../../domain/profile.js";
import type { Profile } from "../../engine/index.js";
import type { Statement } from "../people/person-log.js";
import type { Names } from "./names.js";

/** "What we know about you": every fact with where it comes from, and a way to put it right. */

/** A longer one is no trait (engine/features/traits.ts). */
const MOST_CHARS = 256;
/** What is only supposed, or was said by somebody else, may be taken back whatever it is about. */
const SUPPOSED: readonly Trait["provenance"][] = ["inferred", "third-party"];
const MOST_SHOWN = 12;

export function dataPage(profile: Profile | undefined, correctable: readonly string[], names: Names): object {
  if (profile === undefined) return { isEmpty: true };
  const { texts } = names;
  const interests = profile.read("interests");
  return {
    isEmpty: false,
    mostChars: MOST_CHARS,
    facts: profile.read("traits").map((trait) => factOf(trait, correctable, names)),
    interests: [...sharesOf(interests.categories, names), ...sharesOf(interests.tags, names)],
    behaviour: behaviourOf(profile, names),
    groups: profile.read("standing").segments.map((segment) => names.of(segment)),
    consents: statementsInForce(profile.read("consent").entries)
      .toReversed()
      .map(({ purpose, channel, granted, time, source }) => ({
        what: `${purpose === "*" ? texts.data.allPurposes : names.of(purpose)}: ${wayOf(channel, names)}`,
        said: granted ? texts.data.granted : texts.data.denied,
        source,
        since: names.date(time),
      })),
  };
}

/** What the form corrects and takes back. */
export function readCorrections(
  form: URLSearchParams,
  profile: Profile | undefined,
  correctable: readonly string[],
): Statement[] {
  const traits: JsonObject = {};
  for (const { key, value, provenance } of profile?.read("traits") ?? []) {
    const isOpen = correctable.includes(key);
    const field = `fact-${key}`;
    if (isOpen && form.has(field) && form.get(field) !== form.get(`was-${key}`)) {
      const given = corrected(form.get(field)?.trim() ?? "", value);
      if (given !== undefined) traits[key] = given;
    } else if (!isOpen && SUPPOSED.includes(provenance) && form.getAll("forget").includes(key)) traits[key] = null;
  }
  return Object.keys(traits).length === 0 ? [] : [{ type: "identify", traits }];
}

/** The same kind of value as before; null, to take it back, where nothing is left; undefined where it is none of that kind. */
function corrected(given: string, before: Trait["value"]): JsonValue | undefined {
  if (given === "") return null;
  if (given.length > MOST_CHARS) return undefined;
  if (typeof before === "boolean") return given === "true";
  if (typeof before !== "number") return given;
  const number = Number(given.replace(",", "."));
  return Number.isFinite(number) ? number : undefined;
}

function factOf({ key, value, provenance, time }: Trait, correctable: readonly string[], names: Names): object {
  const { texts } = names;
  const name = names.of(key);
  const shown = typeof value === "boolean" ? (value ? texts.data.yes : texts.data.no) : String(value);
  return {
    key,
    name,
    value: String(value),
    shown,
    isFlag: typeof value === "boolean",
    isOpen: correctable.includes(key),
    mayForget: SUPPOSED.includes(provenance),
    forgetIt: texts.data.forgetFact.replace("{fact}", name),
    source: texts.provenances[provenance],
    since: names.date(time),
  };
}

function sharesOf({ keys, weights }: { keys: readonly string[]; weights: readonly number[] }, names: Names): object[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return keys
    .map((key, i) => ({ key, share: sum === 0 ? 0 : (weights[i] as number) / sum }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, MOST_SHOWN)
    .map(({ key, share }) => ({ name: names.of(key), share: names.share(share) }));
}

function behaviourOf(profile: Profile, names: Names): object[] {
  const { data } = names.texts;
  const { firstSeen, lastSeen, sessions, orders, revenue } = profile.read("activity");
  const called = new Map(profile.read("labels").map(({ id, name }) => [id, name]));
  const items = (ids: readonly string[]): string =>
    [...new Set(ids)]
      .slice(0, MOST_SHOWN)
      .map((id) => called.get(id) ?? id)
      .join(", ");
  const views = profile.read("items").filter(({ kind }) => kind === "view");
  const { balance } = profile.read("loyalty");
  return [
    [data.firstSeen, firstSeen === 0 ? "" : names.date(firstSeen)],
    [data.lastSeen, lastSeen === 0 ? "" : names.date(lastSeen)],
    [data.visits, sessions === 0 ? "" : names.number(sessions)],
    [data.orders, orders === 0 ? "" : names.number(orders)],
    [data.revenue, revenue === 0 ? "" : names.number(revenue)],
    [data.points, balance === 0 ? "" : names.number(balance)],
    [data.viewed, items(views.map(({ id }) => id).toReversed())],
    [data.saved, items(profile.read("saved").map(({ item }) => item))],
    [data.cart, items(profile.read("cart").lines.map(({ item }) => item))],
  ]
    .filter(([, value]) => value !== "")
    .map(([name, value]) => ({ name, value }));
}

function wayOf(channel: ConsentEntry["channel"], { texts }: Names): string {
  return channel === "*" ? texts.data.allChannels : texts.channels[channel];
}
