import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Type } from "@sinclair/typebox";
import type { Inbox, Taken } from "../channels/inbox/index.js";
import { AttuneError } from "../domain/errors.js";
import { partitionOfToken } from "../domain/person.js";
import { normaliseCall } from "../domain/wire/index.js";
import type { LinkSettings } from "../links/settings.js";
import type { EventLog } from "../ports/event-log.js";
import type { InboxStreams } from "./inbox-streams.js";
import { onsiteJson } from "./onsite-json.js";
import { idText, refTo, refusals } from "./schemas/fields.js";
import {
  type InboxActJson,
  inboxActSchema,
  type InboxJson,
  type InboxQuery,
  inboxQuerySchema,
  inboxSchema,
} from "./schemas/onsite.js";
import { type Visitor, visitorOf } from "./visitor.js";

export interface InboxParts {
  readonly log: EventLog;
  readonly inbox: Inbox;
  readonly links: Pick<LinkSettings, "keys">;
  /** ms since the epoch. */
  readonly now: () => number;
}

const tags = ["on site"];

const STREAM = {
  tags,
  summary: "Messages for a page as they come",
  description:
    "Server-sent events, for a browser's EventSource: each is an OnsiteMessage that wasn't shown yet, its id the inbox entry's. With Last-Event-ID (browsers " +
    "send it when they connect again) or `after` it begins behind that entry.",
  querystring: inboxQuerySchema,
  response: {
    200: { description: "An open stream.", content: { "text/event-stream": { schema: Type.String() } } },
    ...refusals(),
  },
};

const LIST = {
  tags,
  summary: "Messages that wait for a person, shown or not",
  querystring: inboxQuerySchema,
  response: { 200: refTo(inboxSchema), ...refusals() },
};

const ACT = {
  tags,
  summary: "Say what became of a message on the site",
  description:
    "For messages of the inbox and of POST /v1/decisions alike: it is learnt from as any other event. Telling it twice counts once.",
  params: Type.Object({ message: idText("The message's id.") }),
  body: refTo(inboxActSchema),
  response: { 202: Type.Object({ success: Type.Boolean() }), ...refusals(413) },
};

const EVENTS: Readonly<Record<Taken, string>> = {
  shown: "In-App Message Viewed",
  clicked: "In-App Message Clicked",
  dismissed: "In-App Message Dismissed",
};

/** `GET /v1/inbox/messages` and `POST /v1/inbox/{message}`. */
export function inboxRoutes(app: FastifyInstance, { log, inbox, links, now }: InboxParts): void {
  app.get("/v1/inbox/messages", { schema: LIST }, async ({ caller, query }): Promise<InboxJson> => {
    const asked = query as InboxQuery;
    const { person } = visitorOf(caller, asked, links, now());
    const entries = await inbox.list(person, asked.after);
    return {
      messages: entries.map(({ id, isShown, message }) => ({
        entry: id,
        shown: isShown,
        message: onsiteJson(message),
      })),
    };
  });
  app.post("/v1/inbox/:message", { schema: ACT }, async ({ caller, params, body }, reply) => {
    const asked = body as InboxActJson;
    const { message } = params as { message: string };
    const visitor = visitorOf(caller, asked, links, now());
    await tell(log, visitor, message, asked.action, { source: caller.name, receivedAt: now() });
    await inbox.take(visitor.person, message, asked.action);
    return reply.code(202).send({ success: true });
  });
}

/** `GET /v1/inbox`: beside the routes whose requests in work are counted, as it stays open. */
export function inboxStreamRoute(
  app: FastifyInstance,
  { streams, links, now }: Pick<InboxParts, "links" | "now"> & { readonly streams: InboxStreams },
): void {
  app.addHook("preClose", async () => streams.close());
  app.get("/v1/inbox", { schema: STREAM, exposeHeadRoute: false }, async (request, reply) => {
    const asked = request.query as InboxQuery;
    const visitor = visitorOf(request.caller, asked, links, now());
    const stream = await streams.open(visitor, lastIdOf(request) ?? asked.after ?? 0);
    return streamed(reply).send(stream);
  });
}

function streamed(reply: FastifyReply): FastifyReply {
  // The last is nginx's: it would gather the events.
  return reply.header("content-type", "text/event-stream; charset=utf-8").header("x-accel-buffering", "no");
}

function lastIdOf({ headers }: FastifyRequest): number | undefined {
  const last = headers["last-event-id"];
  return typeof last === "string" && /^\d{1,15}$/.test(last) ? Number(last) : undefined;
}

/** By the message's id and what was done: told again, the log has it already. */
async function tell(
  log: EventLog,
  { ids }: Visitor,
  message: string,
  how: Taken,
  from: { readonly source: string; readonly receivedAt: number },
): Promise<void> {
  const call = { type: "track", event: EVENTS[how], ...ids, properties: { message_id: message, channel: "onsite" } };
  const checked = normaliseCall({ ...call, messageId: `inbox-${how}-${message}` }, { ...from, newId: () => "" });
  if (!checked.ok) throw new AttuneError(checked.code, checked.message);
  const { id, token, payload } = checked;
  const partition = partitionOfToken(token, log.partitions);
  await log.append([{ topic: "events", partition, id, payload, person: token }]);
}
