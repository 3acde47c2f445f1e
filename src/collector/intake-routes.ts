import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { JsonObject, SegmentCallType } from "../domain/event.js";
import type { EventLog } from "../ports/event-log.js";
import { refusedAnswer, statusOf, takenAnswer } from "./answers.js";
import { keyOfHead, text } from "./credentials.js";
import { documented } from "./documented.js";
import { batchSchema, callSchema } from "./intake-schemas.js";
import { readBody } from "./request-body.js";
import type { CollectorSettings } from "./settings.js";
import { takeCalls, type TakenCalls } from "./take-calls.js";
import { unpack } from "./unpack.js";
import { checkOrigin, type Source, type WriteKeys } from "./write-keys.js";

export interface IntakeParts {
  readonly log: EventLog;
  readonly settings: CollectorSettings;
  readonly now: () => number;
  readonly keys: WriteKeys;
}

/** One event of a fixed type, a batch, or an import of history. */
type Intake = { readonly type: SegmentCallType } | { readonly batch: true; readonly history: boolean };

const BATCH: Intake = { batch: true, history: false };

/** Segment's HTTP API; the one-letter routes of its browser SDK (with and without /v1, as its apiHost says); RudderStack's beacon. */
const ROUTES: Readonly<Record<string, Intake>> = {
  "/v1/track": { type: "track" },
  "/v1/identify": { type: "identify" },
  "/v1/page": { type: "page" },
  "/v1/screen": { type: "screen" },
  "/v1/group": { type: "group" },
  "/v1/alias": { type: "alias" },
  "/v1/batch": BATCH,
  "/v1/import": { batch: true, history: true },
  "/v1/t": { type: "track" },
  "/v1/i": { type: "identify" },
  "/v1/p": { type: "page" },
  "/v1/s": { type: "screen" },
  "/v1/g": { type: "group" },
  "/v1/a": { type: "alias" },
  "/v1/b": BATCH,
  "/t": { type: "track" },
  "/i": { type: "identify" },
  "/p": { type: "page" },
  "/s": { type: "screen" },
  "/g": { type: "group" },
  "/a": { type: "alias" },
  "/b": BATCH,
  "/beacon/v1/batch": BATCH,
};

/** A batch's shared context may make its events larger than its bytes, but not without end. */
const GROWTH = 4;

export function intakeRoutes(app: FastifyInstance, parts: IntakeParts): void {
  documented(app);
  for (const [path, intake] of Object.entries(ROUTES)) {
    app.post(path, { schema: schemaOf(path, intake) }, (request, reply) => take(request, reply, intake, parts));
  }
}

/** The short spellings are the SDKs' own: the documentation shows the full ones. */
function schemaOf(path: string, intake: Intake): object {
  if (!/^\/v1\/\w{2,}$/.test(path)) return { hide: true };
  return "batch" in intake ? batchSchema(intake.history) : callSchema(intake.type);
}

/** The way of a request: key -> unpack -> parse -> origin and rate -> check each event -> store -> answer. */
async function take(
  request: FastifyRequest,
  reply: FastifyReply,
  intake: Intake,
  parts: IntakeParts,
): Promise<FastifyReply> {
  const { log, settings, now, keys } = parts;
  const { limits } = settings;
  const receivedAt = now();
  const headKey = keyOfHead(request);
  // A key in the head is checked before any work on the body.
  const known = headKey === undefined ? undefined : keys.require(headKey);
  const isBatch = "batch" in intake;
  const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const bytes = await unpack(sent, request.headers["content-encoding"], limits.batchBytes);
  const body = readBody(bytes, isBatch, limits.batchEvents);
  const source = known ?? keys.require(text(body.envelope["writeKey"]));
  checkOrigin(source, request.headers.origin);
  const waitMs = source.bucket?.take(body.calls.length) ?? 0;
  if (waitMs > 0) return refuseRate(reply, source, waitMs);
  const taken = takeCalls(body, {
    source: source.name,
    type: isBatch ? undefined : intake.type,
    receivedAt,
    isBatch,
    history: isBatch && intake.history,
    sentAt: text(request.headers["sentat"]),
    transportContext: settings.storeClientIp === true ? browserContext(request) : undefined,
    partitions: log.partitions,
    maxBytes: limits.batchBytes * GROWTH,
  });
  const bad = taken.results.filter((each) => each.status === "rejected");
  const [first] = bad;
  if (first?.code !== undefined && request.headers["x-strict-mode"] === "1") {
    return reply
      .code(400)
      .send(refusedAnswer(first.code, `${bad.length} events were refused, nothing was stored`, bad));
  }
  return reply.send(takenAnswer(taken.results, await store(log, taken)));
}

/** Resolves, when everything is stored, with the number of duplicates. */
async function store(log: EventLog, { events, dead, results }: TakenCalls): Promise<number> {
  // A request that is repeated after a part was stored finds that part as duplicates: ids see to it.
  const [appended] = await Promise.all([
    events.length === 0 ? { stored: 0, duplicates: 0 } : log.append(events),
    dead.length === 0 ? undefined : log.append(dead),
  ]);
  if (appended.duplicates > 0 && appended.duplicates === events.length) {
    for (const each of results) if (each.status === "accepted") each.status = "duplicate";
  }
  const repeated = results.filter((each) => each.status !== "rejected").length - events.length;
  return appended.duplicates + repeated;
}

function refuseRate(reply: FastifyReply, source: Source, waitMs: number): FastifyReply {
  const seconds = Math.ceil(waitMs / 1_000);
  return reply
    .code(statusOf("ATTUNE_RATE"))
    .header("retry-after", seconds)
    .header("x-ratelimit-reset", seconds)
    .send(refusedAnswer("ATTUNE_RATE", `the write key "${source.name}" sends too fast`));
}

/** The address of a person's browser. A server SDK's address would be the shop's own: only what a browser itself sends has an Origin. */
function browserContext(request: FastifyRequest): JsonObject | undefined {
  return request.headers.origin === undefined ? undefined : { ip: request.ip };
}
