import { type Static, Type } from "@sinclair/typebox";
import { CHANNELS } from "../../domain/message.js";
import { idText, listOf, moment, oneOf } from "./fields.js";

/** The most topics that a profile keeps, each way. */
const MOST_TOPICS = 16;

export const personParams = Type.Object({
  id: Type.String({
    minLength: 3,
    maxLength: 258,
    pattern: "^[ua]:[^\\u0000-\\u001f\\u007f]+$",
    description: "The person's key, percent-encoded: u:<userId> or a:<anonymousId>.",
  }),
});

const timeOfDay = (description: string) =>
  Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", description, examples: ["18:00"] });

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const topics = (description: string) =>
  listOf(idText("A topic of the configuration's actions."), MOST_TOPICS, description);

const declared = {
  channels: listOf(oneOf(CHANNELS, "A channel."), CHANNELS.length, "Only on these; empty: on any that is allowed."),
  topics: topics("Only about these; empty: about any."),
  refusedTopics: topics("Never about these."),
  weekdays: listOf(
    Type.Integer({ minimum: 1, maximum: 7 }),
    7,
    "Only on these days, 1 = Monday, in the person's zone; empty: on any.",
  ),
  hours: orNull(
    Type.Object(
      { from: timeOfDay("Inclusive."), to: timeOfDay("Exclusive; it may pass midnight.") },
      { additionalProperties: false, description: "Only within these hours, in the person's zone." },
    ),
  ),
  pauseUntil: orNull(moment("Nothing promotional until then.")),
  perWeek: orNull(
    Type.Integer({ minimum: 1, maximum: 100, description: "At most so many in any 7 days, transactional ones aside." }),
  ),
};

const language = orNull(
  Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", description: "BCP 47.", examples: ["sv"] }),
);

export const preferencesBodySchema = Type.Partial(
  Type.Object({
    ...declared,
    language,
    consent: Type.Partial(Type.Object(Object.fromEntries(CHANNELS.map((channel) => [channel, Type.Boolean()]))), {
      additionalProperties: false,
      description: "Agreement to marketing, by channel. What isn't named stays.",
    }),
  }),
  {
    $id: "PreferencesStatement",
    additionalProperties: false,
    description:
      "What the person wants. What is left out is lifted; but `consent` and `language` are statements of their own, and stay where they are left out.",
  },
);
export type PreferencesBody = Omit<Static<typeof preferencesBodySchema>, "consent"> & {
  readonly consent?: Readonly<Partial<Record<(typeof CHANNELS)[number], boolean>>>;
};

const consentState = Type.Object({
  channel: oneOf(CHANNELS, "The channel."),
  state: oneOf(["granted", "denied", "expired", "unknown"], "What the ledger says of marketing on it."),
  allowed: Type.Boolean({ description: "Whether that is enough for a promotional message." }),
  since: orNull(moment("When it was said.")),
  until: orNull(moment("When the agreement runs out.")),
});

export const preferencesSchema = Type.Object(
  {
    person: Type.String({ description: "Another than the one asked for where that profile was merged into theirs." }),
    updatedAt: orNull(moment("When they were last declared.")),
    ...declared,
    language,
    consent: Type.Array(consentState),
    choices: Type.Object(
      {
        channels: Type.Array(Type.String()),
        topics: Type.Array(Type.String()),
        languages: Type.Array(Type.String()),
      },
      { description: "What there is to choose from." },
    ),
  },
  { $id: "Preferences", description: "What a person wants, and has agreed to." },
);
export type PreferencesJson = Static<typeof preferencesSchema>;

export const personSchema = Type.Object(
  {
    person: Type.String({ description: "Another than the one asked for where that profile was merged into theirs." }),
    partition: Type.Integer(),
    offset: Type.Integer({ description: "All events up to here in the partition's log are in it." }),
    profile: Type.Object(
      {},
      { additionalProperties: true, description: "Every section; times in ms since the epoch." },
    ),
    outlook: orNull(
      Type.Object(
        {
          version: Type.String({ description: "Of the purchase-timing model." }),
          horizonDays: Type.Number(),
          alive: Type.Number({ description: "The probability that they still are a customer." }),
          orders: Type.Number({ description: "Expected within the horizon." }),
          value: Type.Number({ description: "What they will be worth, in the shop's currency." }),
          nextOrder: moment("When the next order is to be expected, should they still be a customer."),
        },
        { description: "null: no purchase-timing model scores, or there was no order." },
      ),
    ),
  },
  { $id: "Person", description: "What is known of a person." },
);

export const personSaidSchema = Type.Object(
  {
    success: Type.Literal(true),
    person: Type.String(),
    applied: Type.Boolean({
      description: "The profile has it. Otherwise it is stored, and applied as soon as a worker comes to it.",
    }),
  },
  { $id: "PersonSaid", description: "Stored durably." },
);

export const personExportSchema = Type.Object(
  {
    exportedAt: moment("When."),
    person: Type.String(),
    ids: Type.Array(Type.String(), { description: "The person's keys: those that were merged into this one too." }),
    profile: orNull(Type.Object({}, { additionalProperties: true })),
    preferences: orNull(Type.Object({}, { additionalProperties: true })),
    consents: orNull(
      Type.Object({}, { additionalProperties: true, description: "The ledger, and whether its chain is whole." }),
    ),
    deliveries: Type.Array(Type.Object({}, { additionalProperties: true })),
    messages: Type.Array(Type.Object({}, { additionalProperties: true })),
    decisions: Type.Array(Type.Object({}, { additionalProperties: true })),
    events: Type.Array(Type.Object({}, { additionalProperties: true, description: "As far as the log reaches back." })),
  },
  { $id: "PersonExport", description: "Everything that is kept of a person (GDPR, articles 15 and 20)." },
);
