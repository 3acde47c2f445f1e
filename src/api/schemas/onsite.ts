import { type Static, Type } from "@sinclair/typebox";
import { RECOMMENDATION_REASONS } from "../../domain/recommendation.js";
import { idText, listOf, moment, oneOf, refTo } from "./fields.js";

/** What a page asks for and shows: the same names in a query and in a body. */

const visitor = {
  userId: Type.Optional(idText("A known person: with a server key, or with a `userToken`.")),
  anonymousId: Type.Optional(idText("A device, as the SDK's anonymousId; a write key is enough.")),
  userToken: Type.Optional(
    Type.String({
      maxLength: 128,
      description:
        "With a write key and a userId: `<expires>.<mac>`, `expires` in seconds since the epoch, `mac` the hex of HMAC-SHA256 by a link key of " +
        '"attune user <expires> <userId>". Your server makes it for whoever is logged in.',
    }),
  ),
};
export interface VisitorJson {
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly userToken?: string;
}

const item = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    url: Type.String(),
    image: Type.String(),
    price: Type.Optional(Type.Number()),
    oldPrice: Type.Optional(Type.Number()),
    reason: oneOf(RECOMMENDATION_REASONS, "Why, as a code: words are the shop's."),
  },
  { description: "A recommended item; texts are empty where nothing is known." },
);

export const onsiteMessageSchema = Type.Object(
  {
    id: Type.String({ description: "Say what became of it by POST /v1/inbox/{message}." }),
    decision: Type.String(),
    action: Type.String(),
    treatment: Type.String(),
    slot: Type.Optional(Type.String({ description: "The place on the page that it is made for. Absent: any." })),
    title: Type.String(),
    text: Type.String({ description: "Plain text: never to be taken for HTML." }),
    url: Type.Optional(Type.String()),
    coupon: Type.Optional(Type.String()),
    items: Type.Array(Type.String(), { description: "Items that it is about." }),
    recommendations: Type.Array(item, { description: "Best first." }),
    time: moment("When it was decided."),
    expiresAt: moment("Not to be shown any more from then on."),
  },
  { $id: "OnsiteMessage" },
);
export type OnsiteMessageJson = Static<typeof onsiteMessageSchema>;

const MOST_WAIT_MS = 5_000;
export const DEFAULT_WAIT_MS = 1_000;

const anything = (description: string) =>
  Type.Unsafe<Readonly<Record<string, unknown>>>({ type: "object", additionalProperties: true, description });

export const decisionRequestSchema = Type.Object(
  {
    ...visitor,
    slot: Type.String({
      minLength: 1,
      maxLength: 64,
      pattern: "^[^\\u0000-\\u001f\\u007f]+$",
      description: "The place on the page that asks, as the treatments' `slot` names it.",
    }),
    properties: Type.Optional(
      anything("What the page is about, as a product event has it: product_id, products, category …"),
    ),
    context: Type.Optional(anything("As in an event: locale, timezone, page …")),
    timeoutMs: Type.Optional(
      Type.Integer({
        minimum: 50,
        maximum: MOST_WAIT_MS,
        default: DEFAULT_WAIT_MS,
        description: "After so long without an answer it is 503: show what the page has of its own.",
      }),
    ),
  },
  { $id: "DecisionRequest", additionalProperties: false },
);
export type DecisionRequestJson = Static<typeof decisionRequestSchema>;

export const slotAnswerSchema = Type.Object(
  {
    slot: Type.String(),
    decision: Type.Union([Type.String(), Type.Null()], { description: "null: nothing was there to decide." }),
    reason: Type.Union([Type.String(), Type.Null()], { description: "Why this, or why nothing: a reason code." }),
    message: Type.Union([refTo(onsiteMessageSchema), Type.Null()], {
      description: "null: nothing is worth saying now. Show what the page has of its own.",
    }),
  },
  { $id: "SlotAnswer" },
);
export type SlotAnswerJson = Static<typeof slotAnswerSchema>;

const writeKey = Type.Optional(
  Type.String({ maxLength: 256, description: "A write key, where no header can be set." }),
);
const MOST_ENTRY = Number.MAX_SAFE_INTEGER;

export const inboxQuerySchema = Type.Object(
  {
    ...visitor,
    after: Type.Optional(
      Type.Integer({ minimum: 0, maximum: MOST_ENTRY, description: "Only what came after this entry." }),
    ),
    writeKey,
  },
  { additionalProperties: false },
);
export type InboxQuery = Static<typeof inboxQuerySchema>;

export const inboxEntrySchema = Type.Object(
  {
    entry: Type.Integer({ description: "Rises with every message that comes." }),
    shown: Type.Boolean({ description: "The person has seen it." }),
    message: refTo(onsiteMessageSchema),
  },
  { $id: "InboxEntry" },
);

export const inboxSchema = Type.Object(
  { messages: listOf(refTo(inboxEntrySchema), 20, "Oldest first.") },
  { $id: "Inbox" },
);
export type InboxJson = Static<typeof inboxSchema>;

export const inboxActSchema = Type.Object(
  {
    ...visitor,
    action: oneOf(["shown", "clicked", "dismissed"], "What became of it. Clicked and dismissed ones leave the inbox."),
  },
  { $id: "InboxAct", additionalProperties: false },
);
export type InboxActJson = Static<typeof inboxActSchema>;
