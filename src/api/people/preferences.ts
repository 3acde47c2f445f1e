import { inForce } from "../../domain/consent.js";
import type { EngineContext } from "../../domain/context.js";
import type { JsonObject } from "../../domain/event.js";
import { noPreferences } from "../../domain/preferences.js";
import { isoTime } from "../../domain/wire/index.js";
import type { Profile } from "../../engine/index.js";
import type { PreferencesBody, PreferencesJson } from "../schemas/person.js";
import { type Choices, isAllowed, MARKETING } from "./choices.js";
import type { Statement } from "./person-log.js";

/** Preferences as JSON, and from JSON to the events that declare them. */

/** The wording of agreements that a server hands on: the shop's own form asked for them. */
const WORDING = "api";

export function preferencesOf(
  person: string,
  profile: Profile | undefined,
  choices: Choices,
  context: EngineContext,
  time: number,
): PreferencesJson {
  const { at, ...declared } = profile?.read("preferences") ?? { at: 0, ...noPreferences() };
  const ledger = profile?.read("consent") ?? { base: "", dropped: 0, entries: [] };
  const { channels, topics, languages } = choices;
  return {
    person,
    updatedAt: at === 0 ? null : isoTime(at),
    channels: [...declared.channels],
    topics: [...declared.topics],
    refusedTopics: [...declared.refusedTopics],
    weekdays: [...declared.weekdays],
    hours: declared.from === declared.until ? null : { from: clock(declared.from), to: clock(declared.until) },
    pauseUntil: declared.pausedUntil > time ? isoTime(declared.pausedUntil) : null,
    perWeek: declared.perWeek === 0 ? null : declared.perWeek,
    language: languageOf(profile) ?? null,
    consent: channels.map((channel) => {
      const { state, entry } = inForce(ledger, MARKETING, channel, time);
      const until = entry !== undefined && Number.isFinite(entry.validUntil) ? isoTime(entry.validUntil) : null;
      const allowed = isAllowed(ledger, MARKETING, channel, context, time);
      return { channel, state, allowed, since: entry === undefined ? null : isoTime(entry.time), until };
    }),
    choices: { channels: [...channels], topics: [...topics], languages: [...languages] },
  };
}

/** What the person is written to in: declared, else as their devices say. */
export function languageOf(profile: Profile | undefined): string | undefined {
  const traits = profile?.read("traits") ?? [];
  const of = (key: string) => traits.find((trait) => trait.key === key)?.value;
  const language = of("language") ?? of("locale");
  return typeof language === "string" ? language.replaceAll("_", "-") : undefined;
}

/** What the body states, in the order in which it is to be applied. */
export function statementsOf({ consent = {}, language, ...wanted }: PreferencesBody): Statement[] {
  const said = Object.entries(consent).map(([channel, granted]) =>
    consentStatement(MARKETING, channel, granted, WORDING),
  );
  return [
    ...said,
    { type: "track", event: "Preferences Updated", properties: declaration(wanted) },
    ...(language === undefined ? [] : [{ type: "identify" as const, traits: { language } }]),
  ];
}

export function consentStatement(purpose: string, channel: string, granted: boolean, text: string): Statement {
  const event = granted ? "Consent Granted" : "Consent Revoked";
  return { type: "track", event, properties: { purpose, channel, text } };
}

function declaration(wanted: Omit<PreferencesBody, "consent" | "language">): JsonObject {
  return {
    channels: [...(wanted.channels ?? [])],
    topics: [...(wanted.topics ?? [])],
    refused_topics: [...(wanted.refusedTopics ?? [])],
    weekdays: [...(wanted.weekdays ?? [])],
    hours: wanted.hours ?? null,
    pause_until: wanted.pauseUntil ?? null,
    per_week: wanted.perWeek ?? null,
  };
}

/** 1110 -> "18:30" */
export function clock(minutes: number): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
