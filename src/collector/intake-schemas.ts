import type { SegmentCallType } from "../domain/event.js";
import { problem } from "./documented.js";

/** What the intake's routes take and answer, for the documentation: Segment's spec (https://segment.com/docs/connections/spec/). */

const id = (description: string) => ({ type: "string", minLength: 1, maxLength: 256, description });
const object = (description: string) => ({ type: "object", additionalProperties: true, description });

const CALL = {
  messageId: id("Deduplicates: the same id is stored once. Left out: one is made."),
  userId: id("Of a known person; this or anonymousId must be there."),
  anonymousId: id("Of a device, until the person is known."),
  timestamp: { type: "string", description: "When it happened, ISO 8601. Left out: now." },
  context: object("Segment's context: page, userAgent, locale, consentManagement …"),
  integrations: object("`All: false` or `Attune: false`: nothing is said because of it."),
  writeKey: { type: "string", description: "Where it stands in neither the head nor the query." },
};

const OWN: Readonly<Record<SegmentCallType, { summary: string; required: string[]; properties: object }>> = {
  track: {
    summary: "Something a person did",
    required: ["event"],
    properties: {
      event: { type: "string", maxLength: 200, description: "E.g. Product Viewed (Segment's Ecommerce spec)." },
      properties: object("What it was about."),
    },
  },
  identify: {
    summary: "Who a person is",
    required: [],
    properties: { traits: object("What is known of the person: email, firstName, consent …") },
  },
  page: {
    summary: "A page was seen",
    required: [],
    properties: { name: { type: "string" }, properties: object("url, title, referrer …") },
  },
  screen: {
    summary: "An app's screen was seen",
    required: [],
    properties: { name: { type: "string" }, properties: object("What it showed.") },
  },
  group: {
    summary: "A person belongs to a group",
    required: ["groupId"],
    properties: { groupId: id("Of the group."), traits: object("What is known of the group.") },
  },
  alias: {
    summary: "Two ids are one person",
    required: ["previousId"],
    properties: { previousId: id("What the person was called before.") },
  },
};

const TAKEN = {
  type: "object",
  description: "Stored durably. The three numbers add up to the request's events.",
  required: ["success", "accepted", "rejected", "duplicates", "results"],
  properties: {
    success: { const: true },
    accepted: { type: "integer" },
    rejected: { type: "integer" },
    duplicates: { type: "integer" },
    results: {
      type: "array",
      description: "Every event's, of up to 20 events; only the rejected ones' of more.",
      items: {
        type: "object",
        required: ["index", "status"],
        properties: {
          index: { type: "integer" },
          messageId: { type: "string" },
          status: { enum: ["accepted", "duplicate", "rejected"] },
          code: { type: "string" },
          message: { type: "string" },
        },
      },
    },
  },
};

const ANSWERS = {
  200: TAKEN,
  400: problem("The whole request is malformed; or, with X-Strict-Mode: 1, one event is."),
  401: problem("The write key is missing or unknown."),
  403: problem("The write key is not for this web origin."),
  413: problem("Too large."),
  429: problem("Too fast; Retry-After says when."),
  503: problem("The log can't take it now; Retry-After says when."),
};

const HEADERS = {
  type: "object",
  properties: { "x-strict-mode": { enum: ["1"], description: "Refuse the whole request for one bad event." } },
};

const SHARED = { tags: ["events"], headers: HEADERS, response: ANSWERS };

export function callSchema(type: SegmentCallType): object {
  const { summary, required, properties } = OWN[type];
  return { ...SHARED, summary, body: { type: "object", required, properties: { ...CALL, ...properties } } };
}

export function batchSchema(history: boolean): object {
  return {
    ...SHARED,
    summary: history ? "Import history: profiles learn, nothing is said" : "Several events; a bad one harms no other",
    body: {
      type: "object",
      required: ["batch"],
      properties: {
        batch: {
          type: "array",
          minItems: 1,
          maxItems: 500,
          items: {
            type: "object",
            required: ["type"],
            properties: { type: { enum: Object.keys(OWN) }, ...CALL },
            additionalProperties: true,
          },
        },
        context: object("Shared by all events."),
        sentAt: { type: "string", description: "The sender's clock, ISO 8601: times are corrected by it." },
        writeKey: CALL.writeKey,
      },
    },
  };
}
