import type { JsonObject } from "../../domain/event.js";
import type { Channel } from "../../domain/message.js";
import type { Preferences, View } from "../../domain/profile.js";
import { DAY } from "../../domain/time.js";
import { isoTime } from "../../domain/wire/index.js";
import { type Choices, MARKETING } from "../people/choices.js";
import type { Statement } from "../people/person-log.js";
import { consentStatement } from "../people/preferences.js";
import { isChanged } from "./form.js";

/** From the form of choices to what it states. */

export const FREQUENCIES = [1, 2, 3, 5, 7] as const;
/** Days, as the page's options are called. */
export const PAUSES = ["7", "30", "90"] as const;
/** The most topics that a profile keeps, each way. */
const MOST_TOPICS = 16;
/** For "only about these" where none is left: no topic is called so. */
const NO_TOPIC = "-";

export type Mistake = "noDay" | "noHours";

export interface ReadChoices {
  readonly statements: readonly Statement[];
  readonly mistakes: readonly Mistake[];
  /** Channels that were refused, and are agreed to now. */
  readonly agreed: readonly Channel[];
}

export interface ReadChoicesFrom {
  readonly choices: Choices;
  readonly preferences: View<Preferences> | undefined;
  /** Which wording was agreed to. */
  readonly wording: string;
  /** ms since the epoch. */
  readonly now: number;
}

/** Only what was changed on the page is stated. */
export function readChoices(form: URLSearchParams, from: ReadChoicesFrom): ReadChoices {
  const { choices, wording } = from;
  const mistakes: Mistake[] = [];
  const declared: JsonObject = {};
  if (isChanged(form, "topic")) Object.assign(declared, topicsIn(form, from));
  if (isChanged(form, "channel")) Object.assign(declared, channelsIn(form, from));
  if (isChanged(form, "weekday")) {
    const days = form.getAll("weekday").map(Number);
    if (days.length === 0) mistakes.push("noDay");
    else declared["weekdays"] = days.length === 7 ? [] : days;
  }
  if (isChanged(form, "from") || isChanged(form, "to")) {
    const [begin, end] = [form.get("from") ?? "", form.get("to") ?? ""];
    if ((begin === "") !== (end === "")) mistakes.push("noHours");
    else declared["hours"] = begin === "" ? null : { from: begin, to: end };
  }
  if (isChanged(form, "perWeek")) declared["per_week"] = Number(form.get("perWeek")) || null;
  if (isChanged(form, "pause")) {
    const days = PAUSES.find((pause) => pause === form.get("pause"));
    declared["pause_until"] = days === undefined ? null : isoTime(from.now + Number(days) * DAY);
  }
  const language = form.get("language");
  const statements: Statement[] = [
    ...consentsIn(form, "channel", choices.channels, (channel, granted) =>
      consentStatement(MARKETING, channel, granted, wording),
    ),
    ...consentsIn(form, "purpose", choices.purposes, (purpose, granted) =>
      consentStatement(purpose, "all", granted, wording),
    ),
    ...(Object.keys(declared).length === 0
      ? []
      : [{ type: "track" as const, event: "Preferences Updated", properties: declared }]),
    ...(language !== null && isChanged(form, "language")
      ? [{ type: "identify" as const, traits: { language: language === "" ? null : language } }]
      : []),
  ];
  const ticked = (name: string, channel: Channel): boolean => form.getAll(name).includes(channel);
  const agreed = choices.channels.filter((channel) => ticked("channel", channel) && !ticked("was-channel", channel));
  return { statements, mistakes, agreed };
}

/** What was ticked is agreed to, what was unticked is refused; what stayed says nothing. */
function consentsIn<T extends string>(
  form: URLSearchParams,
  name: string,
  known: readonly T[],
  say: (one: T, granted: boolean) => Statement,
): Statement[] {
  const [now, was] = [new Set(form.getAll(name)), new Set(form.getAll(`was-${name}`))];
  return known.flatMap((one) => (now.has(one) === was.has(one) ? [] : [say(one, now.has(one))]));
}

/** Who had named channels ("only by e-mail") adds one by ticking it; that one was unticked is said by its consent. */
function channelsIn(form: URLSearchParams, { choices, preferences }: ReadChoicesFrom): JsonObject {
  const named = preferences?.channels ?? [];
  if (named.length === 0) return {};
  const ticked = choices.channels.filter((channel) => form.getAll("channel").includes(channel));
  return ticked.every((channel) => named.includes(channel)) ? {} : { channels: [...new Set([...named, ...ticked])] };
}

/**
 * "Not about these"; for who had said "only about those", or refuses more than a profile keeps, "only about those that are left". What the person had said
 * of topics that the page doesn't show stays.
 */
function topicsIn(form: URLSearchParams, { choices, preferences }: ReadChoicesFrom): JsonObject {
  const ticked = new Set(form.getAll("topic"));
  const isShown = new Set(choices.topics);
  const notShown = (topics: readonly string[] = []): string[] => topics.filter((topic) => !isShown.has(topic));
  const unticked = choices.topics.filter((topic) => !ticked.has(topic));
  const refused = [...unticked, ...notShown(preferences?.refusedTopics)];
  const hadNamed = preferences !== undefined && preferences.topics.length > 0;
  if (!hadNamed && refused.length <= MOST_TOPICS) return { topics: [], refused_topics: refused };
  const wanted = [...choices.topics.filter((topic) => ticked.has(topic)), ...notShown(preferences?.topics)];
  return {
    topics: wanted.length === 0 ? [NO_TOPIC] : wanted.slice(0, MOST_TOPICS),
    refused_topics: refused.slice(0, MOST_TOPICS),
  };
}
