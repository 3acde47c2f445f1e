import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { documented } from "../../collector/index.js";
import { AttuneError } from "../../domain/errors.js";
import type { LinkSettings } from "../../links/index.js";
import { type Callers, requireRate, requireScope } from "../callers.js";
import { readForm } from "../preference-centre/form.js";
import { refTo, refusals } from "../schemas/fields.js";
import { receiptTakenSchema, webhookReceiptSchema } from "../schemas/receipt.js";
import { bounceReceipt } from "./bounce.js";
import { type Receipt, type ReceiptParts, Receipts } from "./receipt.js";
import { verifiedWebhook } from "./standard-webhook.js";
import { isSignedByTwilio, twilioReceipt } from "./twilio.js";
import { mistakeInReceipt, webhookReceipt } from "./webhook-receipt.js";

export interface ReceiptRouteParts extends ReceiptParts {
  readonly callers: Callers;
  /** Secrets of Standard Webhooks; any verifies. */
  readonly secrets: readonly string[];
  /** Tokens of the Twilio accounts that send for this shop. */
  readonly twilioTokens: readonly string[];
  readonly links: LinkSettings;
  /** ms since the epoch. */
  readonly now: () => number;
}

const tags = ["receipts"];
const answers = { 202: refTo(receiptTakenSchema), ...refusals(413) };
const SIGNED = { security: [] };

/** What became of messages, as providers tell it: each becomes an event of the person, once. */
export function receiptRoutes(app: FastifyInstance, parts: ReceiptRouteParts): void {
  const receipts = new Receipts(parts);
  app.register(async (open) => {
    documented(open);
    twilioRoute(open, receipts, parts);
    webhookRoute(open, receipts, parts);
    bounceRoute(open, receipts, parts);
  });
}

function twilioRoute(app: FastifyInstance, receipts: Receipts, { links, twilioTokens, now }: ReceiptRouteParts): void {
  const schema = {
    ...SIGNED,
    tags,
    summary: "Twilio's report of a text message",
    description: "The adapter names this address as StatusCallback. Checked by X-Twilio-Signature.",
    querystring: { type: "object", properties: { message: { type: "string", description: "Our message's id." } } },
    consumes: ["application/x-www-form-urlencoded"],
    response: answers,
  };
  app.post("/v1/receipts/twilio", { schema }, async (request, reply) => {
    const form = readForm(request.body);
    const signature = request.headers["x-twilio-signature"];
    const url = `${links.publicUrl}${request.url}`;
    if (typeof signature !== "string" || !isSignedByTwilio(url, form, signature, twilioTokens)) throw unsigned();
    const { message } = request.query as { message?: unknown };
    return taken(reply, receipts, "twilio", twilioReceipt(typeof message === "string" ? message : "", form, now()));
  });
}

function webhookRoute(app: FastifyInstance, receipts: Receipts, { secrets, now }: ReceiptRouteParts): void {
  const schema = {
    ...SIGNED,
    tags,
    summary: "A service's report of a message",
    description:
      "Signed as Standard Webhooks say (webhook-id, webhook-timestamp, webhook-signature); deduplicated by webhook-id.",
    body: refTo(webhookReceiptSchema),
    response: answers,
  };
  app.post("/v1/receipts/webhook", { schema }, async (request, reply) => {
    const bytes = bodyOf(request);
    const id = verifiedWebhook(request.headers, bytes, secrets, now());
    if (id === undefined) throw unsigned();
    const body = parsed(bytes);
    const mistake = mistakeInReceipt(body);
    if (mistake !== undefined) throw new AttuneError("ATTUNE_RECEIPT", mistake);
    return taken(reply, receipts, "webhook", webhookReceipt(id, body, now()));
  });
}

function bounceRoute(app: FastifyInstance, receipts: Receipts, { callers, now }: ReceiptRouteParts): void {
  const schema = {
    security: [{ serverKey: [] }],
    tags,
    summary: "A mail that came back, or a complaint",
    description:
      "The mail as it is (message/rfc822): a delivery status notification (RFC 3464) or a report of abuse (RFC 5965). For whoever reads the mailbox that bounces go to.",
    consumes: ["message/rfc822"],
    response: answers,
  };
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const caller = callers.identify(request);
    requireRate(caller, reply);
    requireScope(caller, "receipts", "handing in a bounce");
  };
  app.post("/v1/receipts/bounce", { schema, onRequest }, async (request, reply) => {
    const receipt = await bounceReceipt(bodyOf(request), now());
    return taken(reply, receipts, "bounce", receipt);
  });
}

/** Also of what isn't known: a provider that is refused only sends it again. */
async function taken(
  reply: FastifyReply,
  receipts: Receipts,
  source: string,
  receipt: Receipt | undefined,
): Promise<FastifyReply> {
  const known = receipt !== undefined && (await receipts.take(receipt, source));
  return reply.code(202).send({ success: true, known });
}

function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new AttuneError("ATTUNE_RECEIPT", "the body is no JSON");
  }
}

function unsigned(): AttuneError {
  return new AttuneError(
    "ATTUNE_RECEIPT_SIGNATURE",
    "the signature is missing, too old or not by a secret that is known",
  );
}
