import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AttuneError, isAttuneError } from "../domain/errors.js";
import { type Channel, CHANNELS } from "../domain/message.js";
import { partitionOfToken } from "../domain/person.js";
import { SECOND } from "../domain/time.js";
import { normaliseCall } from "../domain/wire/index.js";
import { type Claim, type LinkSigner, safeLink } from "../links/index.js";
import type { EventLog } from "../ports/event-log.js";

export interface TrackingParts {
  readonly log: Pick<EventLog, "append" | "partitions">;
  readonly signer: LinkSigner;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly logger: FastifyBaseLogger;
}

const hidden = { schema: { hide: true } };
const SOURCE = "link";
/** Who follows a link gets on, whether or not the log is there. */
const PATIENCE_MS = 500;
/** The same link followed again within this long counts once: nobody fills the log by holding a key down. */
const ONCE_WITHIN = 10 * SECOND;

const CLICKS: Readonly<Record<Channel, string>> = {
  email: "Email Link Clicked",
  sms: "SMS Link Clicked",
  push: "Push Notification Tapped",
  onsite: "In-App Message Clicked",
  webhook: "Message Clicked",
};
/** A transparent GIF of one pixel. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

const HEADERS = {
  "cache-control": "no-store, no-cache, must-revalidate, private",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex",
  "x-content-type-options": "nosniff",
};

/**
 * `/c/<token>` leads on to where a message's link goes, `/o/<token>.gif` is the picture that says it was opened; both become events of the person. They
 * say by which method they came: who only asks (HEAD) is a machine, and what fetches ahead is nobody at all. The engine judges the rest
 * (engine/learn/receipts.ts).
 */
export function trackingRoutes(app: FastifyInstance, parts: TrackingParts): void {
  const { signer, now } = parts;
  app.get("/c/:token", hidden, async (request, reply) => {
    const { token } = request.params as { token: string };
    const claim = signer.open(token, "click", now());
    const target = safeLink(claim?.target);
    if (claim === undefined || target === undefined)
      throw new AttuneError("ATTUNE_API_LINK", "the link is none of ours, or has run out");
    await note(request, parts, claim, token, { event: CLICKS[claim.channel ?? "email"], link: target });
    return reply.headers(HEADERS).redirect(target, 302);
  });
  app.get("/o/:token", hidden, async (request, reply) => {
    const { token } = request.params as { token: string };
    const claim = token.endsWith(".gif") ? signer.open(token.slice(0, -4), "open", now()) : undefined;
    if (claim !== undefined) await note(request, parts, claim, token, { event: "Email Opened" });
    return picture(reply);
  });
}

/** Whatever the token is worth: who asks learns nothing by it. */
function picture(reply: FastifyReply): FastifyReply {
  return reply.headers(HEADERS).type("image/gif").send(PIXEL);
}

/** Stored in time or left: a message's link must lead on while the log is away. */
async function note(
  request: FastifyRequest,
  { log, now, logger }: TrackingParts,
  { person, message, channel = "email" }: Claim,
  token: string,
  what: { readonly event: string; readonly link?: string },
): Promise<void> {
  if (message === undefined || !CHANNELS.includes(channel) || isFetchedAhead(request)) return;
  const { method } = request;
  const receivedAt = now();
  const ids = person.startsWith("u:") ? { userId: person.slice(2) } : { anonymousId: person.slice(2) };
  const id = `${SOURCE}-${method}-${Math.floor(receivedAt / ONCE_WITHIN)}-${token.slice(-26).replace(/\W/g, "")}`;
  const properties = { message_id: message, channel, method, ...(what.link === undefined ? {} : { link: what.link }) };
  const call = { type: "track", event: what.event, ...ids, properties, messageId: id };
  const checked = normaliseCall(call, { receivedAt, source: SOURCE, newId: () => id });
  if (!checked.ok) return;
  const { token: personToken, payload } = checked;
  const partition = partitionOfToken(personToken, log.partitions);
  const stored = log
    .append([{ topic: "events", partition, id, payload, person: personToken }])
    .catch((error: unknown) => {
      logger.warn(
        { code: isAttuneError(error) ? error.code : "ATTUNE_INTERNAL" },
        "a click or an open could not be stored",
      );
    });
  await Promise.race([stored, sleep(PATIENCE_MS, undefined, { ref: false })]);
}

/** Browsers and mail programs say so when they load what nobody has asked for yet. */
function isFetchedAhead({ headers }: FastifyRequest): boolean {
  return ["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) =>
    /prefetch|prerender|preview/i.test(String(headers[name] ?? "")),
  );
}
