import { type ServerOptions, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import cors from "@fastify/cors";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { AttuneError } from "../domain/errors.js";
import { refusedAnswer, sendError, statusOf } from "./answers.js";
import type { CollectorSettings } from "./settings.js";
import type { WriteKeys } from "./write-keys.js";

const ANY_TYPE = "application/octet-stream";
const KEEP_ALIVE_MS = 72_000;
/** How long a browser may remember a preflight, s. */
const PREFLIGHT_SECONDS = 86_400;
/** An item's id of 256 characters, percent-encoded, has 768; the token of a link has the address that it leads to in it. */
const MOST_PARAMETER_LENGTH = 4_096;

type ServerSettings = Pick<CollectorSettings, "limits" | "requestTimeoutMs" | "trustProxy">;

/**
 * The HTTP server that routes are registered on: bounded, with errors in one form, and bodies as bytes. Nothing is logged per request.
 * `close()` finishes what is in work.
 */
export function createHttpServer(settings: ServerSettings, logger: FastifyBaseLogger): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: settings.limits.batchBytes,
    requestTimeout: settings.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: slowRequestOptions(settings.requestTimeoutMs),
    trustProxy: trusted(settings.trustProxy ?? false),
    forceCloseConnections: "idle",
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MOST_PARAMETER_LENGTH },
    clientErrorHandler: answerBrokenConnection,
  });
  // SDKs say application/x-www-form-urlencoded or text/plain of what is JSON, even gzipped: what they say is not looked at.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(ANY_TYPE, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", (request, _reply, done) => {
    request.headers["content-type"] = ANY_TYPE;
    done();
  });
  closeConnectionsWhenClosing(app);
  app.setErrorHandler((error, _request, reply) => sendError(error, reply, logger));
  app.setNotFoundHandler((_request, reply) =>
    sendError(new AttuneError("ATTUNE_ROUTE", "no such route"), reply, logger),
  );
  return app;
}

/** Lets pages of the write keys' origins call from a browser. */
export function allowOrigins(app: FastifyInstance, keys: WriteKeys): void {
  app.register(cors, {
    origin: (origin, allow) => allow(null, origin !== undefined && keys.allowsOrigin(origin)),
    methods: ["GET", "POST"],
    exposedHeaders: ["retry-after", "x-ratelimit-reset"],
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
}

/**
 * Node ends slow requests by two times and swaps them when the one for the head (60 s) is the longer; and it looks only every 30 s
 * unless told otherwise. So both are set.
 */
function slowRequestOptions(timeoutMs: number): ServerOptions {
  const interval = Math.max(100, Math.min(timeoutMs / 4, 5_000));
  return { requestTimeout: timeoutMs, headersTimeout: timeoutMs, connectionsCheckingInterval: interval };
}

/**
 * A connection that was in work when closing began would be kept alive after its answer, and hold up the close for that long; so would one that was opened
 * ahead, as browsers do, and has never asked for anything: to node that one isn't idle.
 */
function closeConnectionsWhenClosing(app: FastifyInstance): void {
  let closing = false;
  const connections = new Set<Socket>();
  app.server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  app.addHook("preClose", async () => {
    closing = true;
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (closing) reply.header("connection", "close");
    done();
  });
}

/** A number trusts that many proxies before us. */
function trusted(proxies: boolean | number | string): boolean | string | ((address: string, hop: number) => boolean) {
  return typeof proxies === "number" ? (_address, hop) => hop < proxies : proxies;
}

/** What isn't HTTP, or came too slowly, never reaches a route. */
function answerBrokenConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const late = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const status = late ? 408 : error.code === "HPE_HEADER_OVERFLOW" ? 431 : statusOf("ATTUNE_HTTP");
  const body = JSON.stringify(
    refusedAnswer("ATTUNE_HTTP", late ? "the request came too slowly" : "this is no HTTP request"),
  );
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
