import { inForce } from "../../domain/consent.js";
import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import type { Profile } from "../../engine/index.js";
import { type Choices, isAllowed, MARKETING } from "../people/choices.js";
import { preferencesOf } from "../people/preferences.js";
import { FREQUENCIES, type Mistake, PAUSES } from "./choices-form.js";
import type { Names } from "./names.js";
import { fill, PAGE_LANGUAGES } from "./texts/index.js";

export interface ChoicesPageParts {
  readonly profile: Profile | undefined;
  readonly choices: Choices;
  readonly context: EngineContext;
  readonly names: Names;
  /** ms since the epoch. */
  readonly now: number;
}

/** What the form's fields hold: many values for what is ticked, one for the others. */
type Held = Readonly<Record<string, readonly string[]>>;

const WEEK = ["1", "2", "3", "4", "5", "6", "7"] as const;

/** The fields of the page of choices. `sent`: what the person had filled in when something was wrong with it. */
export function choicesPage(parts: ChoicesPageParts, mistakes: readonly Mistake[], sent?: URLSearchParams): object {
  const { profile, choices, names } = parts;
  const { texts } = names;
  const held = heldBy(parts);
  const field = (name: string): readonly string[] => sent?.getAll(name) ?? held[name] ?? [];
  const was = (name: string): readonly string[] => sent?.getAll(`was-${name}`) ?? held[name] ?? [];
  const options = (name: string, entries: readonly (readonly [id: string, name: string, note?: string])[]) =>
    entries.map(([id, text, note]) => ({ id, name: text, isOn: field(name).includes(id), ...(note ? { note } : {}) }));
  return {
    mistakes: mistakes.map((mistake) => texts.choices[mistake]),
    was: Object.keys(held).flatMap((name) => was(name).map((value) => ({ name, value }))),
    channels: options(
      "channel",
      choices.channels.map((channel) => [channel, texts.channels[channel], noteOn(channel, parts)]),
    ),
    topics: options("topic", named(choices.topics, names)),
    purposes: options("purpose", named(choices.purposes, names)),
    weekdays: options(
      "weekday",
      WEEK.map((day, i) => [day, texts.weekdays[i] as string]),
    ),
    from: field("from")[0] ?? "",
    to: field("to")[0] ?? "",
    hoursHint: fill(texts.choices.hoursHint, { zone: names.zone }),
    frequencies: options("perWeek", frequencies(names, held["perWeek"]?.[0])),
    pauses: options("pause", pauses(names, profile, parts.now)),
    languages: options("language", languages(choices, names, held["language"]?.[0])),
  };
}

function heldBy({ profile, choices, context, now }: ChoicesPageParts): Held {
  const preferences = preferencesOf("", profile, choices, context, now);
  const { channels, topics, refusedTopics, weekdays, hours, pauseUntil, perWeek, consent } = preferences;
  const ledger = profile?.read("consent") ?? { base: "", dropped: 0, entries: [] };
  const language = profile?.read("traits").find(({ key }) => key === "language")?.value;
  const isWanted = (topic: string): boolean =>
    !refusedTopics.includes(topic) && (topics.length === 0 || topics.includes(topic));
  return {
    channel: consent
      .filter(({ channel, allowed }) => allowed && (channels.length === 0 || channels.includes(channel)))
      .map(({ channel }) => channel),
    topic: choices.topics.filter(isWanted),
    purpose: choices.purposes.filter((purpose) => isAllowed(ledger, purpose, "*", context, now)),
    weekday: weekdays.length === 0 ? WEEK : weekdays.map(String),
    from: [hours?.from ?? ""],
    to: [hours?.to ?? ""],
    perWeek: [String(perWeek ?? 0)],
    pause: [pauseUntil === null ? "0" : "on"],
    language: [typeof language === "string" ? language : ""],
  };
}

/** When it was agreed to, or that there is no way to use it. */
function noteOn(channel: Channel, { profile, context, names, now }: ChoicesPageParts): string {
  const trait = context.channels.get(channel)?.addressTrait;
  if (trait !== undefined && profile?.read("traits").some(({ key }) => key === trait) !== true)
    return names.texts.choices.noAddress;
  const ledger = profile?.read("consent");
  const { state, entry } =
    ledger === undefined ? { state: "unknown", entry: undefined } : inForce(ledger, MARKETING, channel, now);
  return state === "granted" && entry !== undefined
    ? fill(names.texts.choices.agreedOn, { date: names.date(entry.time) })
    : "";
}

function named(ids: readonly string[], names: Names): (readonly [string, string])[] {
  return ids.map((id) => [id, names.of(id)]);
}

/** Those that are offered, and what holds where it is another. */
function frequencies({ texts }: Names, held = "0"): (readonly [string, string])[] {
  const counts = new Set([...FREQUENCIES, ...(held === "0" ? [] : [Number(held)])]);
  const words = (count: number): string =>
    count === 1 ? texts.choices.frequencyOne : fill(texts.choices.frequencyMany, { count });
  return [
    ["0", texts.choices.frequencyAny],
    ...[...counts].toSorted((a, b) => a - b).map((count) => [String(count), words(count)] as const),
  ];
}

function pauses(names: Names, profile: Profile | undefined, now: number): (readonly [string, string])[] {
  const { pauseNone, pausedUntil, pauseWeek, pauseMonth, pauseQuarter } = names.texts.choices;
  const until = profile?.read("preferences").pausedUntil ?? 0;
  const present: readonly (readonly [string, string])[] =
    until > now ? [["on", fill(pausedUntil, { date: names.date(until) })]] : [];
  const words = [pauseWeek, pauseMonth, pauseQuarter];
  return [...present, ["0", pauseNone], ...PAUSES.map((days, i) => [days, words[i] as string] as const)];
}

function languages({ languages: written }: Choices, names: Names, held = ""): (readonly [string, string])[] {
  const tags = new Set([...written, ...PAGE_LANGUAGES, ...(held === "" ? [] : [held])]);
  return [
    ["", names.texts.choices.languageAny],
    ...[...tags].toSorted().map((tag) => [tag, names.language(tag)] as const),
  ];
}
