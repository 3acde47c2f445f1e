import type { FastifyInstance } from "fastify";
import type { LinkSettings } from "../links/settings.js";
import { refTo, refusals } from "./schemas/fields.js";
import {
  type DecisionRequestJson,
  decisionRequestSchema,
  DEFAULT_WAIT_MS,
  slotAnswerSchema,
} from "./schemas/onsite.js";
import type { SlotDecisions } from "./slot-decisions.js";
import { visitorOf } from "./visitor.js";

export interface DecisionParts {
  readonly decisions: SlotDecisions;
  readonly links: Pick<LinkSettings, "keys">;
  /** ms since the epoch. */
  readonly now: () => number;
}

const SCHEMA = {
  tags: ["on site"],
  summary: "Ask what to show in a slot, and wait for the answer",
  description:
    "It is an event like any other: it comes after everything that the person did before, counts towards the same caps, and is in the same record. " +
    "What it answers is not put into the inbox as well; say by POST /v1/inbox/{message} that it was shown.",
  body: refTo(decisionRequestSchema),
  response: { 200: refTo(slotAnswerSchema), ...refusals(413) },
};

/** `POST /v1/decisions`. */
export function decisionRoutes(app: FastifyInstance, { decisions, links, now }: DecisionParts): void {
  app.post("/v1/decisions", { schema: SCHEMA }, ({ caller, body }) => {
    const asked = body as DecisionRequestJson;
    const { slot, properties = {}, context = {}, timeoutMs = DEFAULT_WAIT_MS } = asked;
    const visitor = visitorOf(caller, asked, links, now());
    return decisions.decide({ visitor, slot, properties, context, source: caller.name, timeoutMs });
  });
}
