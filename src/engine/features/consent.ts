import { addConsent, type Consent, inForce, statementsInForce } from "../../domain/consent.js";
import type { EngineContext } from "../../domain/context.js";
import type { JsonObject, JsonValue, SegmentEvent } from "../../domain/event.js";
import { objectOf, textOf } from "../../domain/fields.js";
import type { Channel } from "../../domain/message.js";
import type { ConsentEntry } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { asChannel, channelsOf } from "./channels.js";
import { timeOf } from "./values.js";

export const MARKETING = "marketing";
const PURPOSE_CHARS = 40;
const SOURCE_CHARS = 40;
const TEXT_CHARS = 40;
/** Statements that one call may make. */
const MOST_STATEMENTS = 32;

/** What was said: of which purpose, on which channel. */
export interface Said {
  readonly purpose: string;
  readonly channel: Channel | "*";
  readonly granted: boolean;
  readonly time: number;
  readonly source: string;
  readonly text?: string;
  readonly validUntil?: number | undefined;
}

/** Where a statement about consent came from: the write key's name. */
export function sourceOf(event: SegmentEvent): string {
  return textOf(event.source, SOURCE_CHARS) ?? "";
}

/** A statement of its own: it has its place in the ledger, also when it only repeats or comes late; not when it is told twice. */
export function state(draft: ProfileDraft, said: Said, context: EngineContext): void {
  const statement = {
    purpose: said.purpose,
    channel: said.channel,
    granted: said.granted,
    time: said.time,
    validUntil: said.granted ? (said.validUntil ?? said.time + context.consent.validForMs) : Number.POSITIVE_INFINITY,
    source: said.source,
    text: said.text ?? "",
  };
  const { entries } = draft.read("consent");
  const isSame = (entry: ConsentEntry): boolean =>
    isAboutSame(entry, said) &&
    entry.granted === said.granted &&
    entry.time === said.time &&
    entry.validUntil === statement.validUntil;
  if (!entries.some(isSame)) addConsent(draft.write("consent"), statement, context.limits.consents);
}

/** What a site keeps and sends with call after call: it has a place in the ledger only where it changes what is in force. */
export function stateAnew(draft: ProfileDraft, said: Said, context: EngineContext): void {
  const known = inForce(draft.read("consent"), said.purpose, said.channel, said.time);
  if (known.state !== (said.granted ? "granted" : "denied") && isLater(said, known)) state(draft, said, context);
}

function isLater({ granted, time }: Said, { entry }: Consent): boolean {
  return entry === undefined || time > entry.time || (time === entry.time && !granted);
}

function isAboutSame(entry: ConsentEntry, { purpose, channel }: Said): boolean {
  return entry.purpose === purpose && entry.channel === channel;
}

/** Consent Granted, Denied and Revoked, Unsubscribed: an agreement is about e-mail unless it says more, a refusal about all that it doesn't leave out. */
export function takeStatement(
  draft: ProfileDraft,
  event: SegmentEvent,
  granted: boolean,
  other: Channel | "*",
  context: EngineContext,
): void {
  const { properties, time } = event;
  const purpose = purposeOf(properties["purpose"]) ?? MARKETING;
  const text = textOf(properties["text"], TEXT_CHARS);
  const validUntil = timeOf(properties["valid_until"] ?? properties["validUntil"]);
  for (const channel of channelsOf(properties, other)) {
    const said: Said = {
      purpose,
      channel,
      granted,
      time,
      source: sourceOf(event),
      validUntil,
      ...(text === undefined ? {} : { text }),
    };
    if (granted) takeBackNarrower(draft, said, context);
    state(draft, said, context);
  }
}

/** Who says in so many words "all channels again" means those that were left one by one too. */
function takeBackNarrower(draft: ProfileDraft, said: Said, context: EngineContext): void {
  if (said.purpose !== "*" && said.channel !== "*") return;
  for (const entry of statementsInForce(draft.read("consent").entries)) {
    const { purpose, channel } = entry;
    const isNarrower =
      (said.purpose === "*" || purpose === said.purpose) &&
      (said.channel === "*" || channel === said.channel) &&
      !isAboutSame(entry, said);
    if (isNarrower && !entry.granted && entry.time < said.time) state(draft, { ...said, purpose, channel }, context);
  }
}

/**
 * An identify call's `traits.consent`: {email: true} is about marketing, {health: {email: true}} about a purpose; and the same flat,
 * `"consent.email": true`.
 */
export function takeConsentTraits(draft: ProfileDraft, event: SegmentEvent, context: EngineContext): void {
  const { traits } = event;
  let left = MOST_STATEMENTS;
  const take = (path: readonly string[], value: JsonValue | undefined): void => {
    if (typeof value !== "boolean" || left === 0) return;
    const [first = "", second] = path;
    const channel = second === undefined ? asChannel(first) : second === "*" ? "*" : asChannel(second);
    const purpose = second === undefined ? MARKETING : purposeOf(first);
    if (channel === undefined || purpose === undefined) return;
    left--;
    stateAnew(draft, { purpose, channel, granted: value, time: event.time, source: sourceOf(event) }, context);
  };
  const nested = objectOf(traits["consent"]);
  if (nested !== undefined) eachLeaf(nested, take);
  for (const key of Object.keys(traits)) {
    if (key.startsWith("consent.")) take(key.slice("consent.".length).split(".", 3), traits[key]);
  }
}

function eachLeaf(nested: JsonObject, take: (path: readonly string[], value: JsonValue | undefined) => void): void {
  for (const key of Object.keys(nested)) {
    const inner = objectOf(nested[key]);
    if (inner === undefined) take([key], nested[key]);
    else for (const channel of Object.keys(inner)) take([key, channel], inner[channel]);
  }
}

export function purposeOf(value: JsonValue | undefined): string | undefined {
  return value === "all" ? "*" : textOf(value, PURPOSE_CHARS);
}
