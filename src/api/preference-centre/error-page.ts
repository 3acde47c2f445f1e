import type { FastifyError, FastifyInstance } from "fastify";
import { ERRORS, isAttuneError } from "../../domain/errors.js";
import { namesFor } from "./names.js";
import { MovedError, type Visits } from "./visit.js";

const RETRY_AFTER_SECONDS = 10;
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** What went wrong as a page for people: never an address, an id or a stack. Only what is our own fault is logged. */
export function errorPages(app: FastifyInstance, visits: Visits): void {
  const { settings, context } = visits.parts;
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = statusOf(error);
    if (status >= 500 && !BUSY.has(status)) request.log.error({ err: error }, "a page failed");
    const names = namesFor(undefined, request.headers["accept-language"], {
      names: settings.names,
      zone: context.zone,
    });
    const { errors } = names.texts;
    const isLink = isAttuneError(error, "ATTUNE_API_LINK");
    const text = BUSY.has(status)
      ? errors.busy
      : error instanceof MovedError
        ? errors.moved
        : isLink
          ? errors.link
          : errors.failed;
    if (BUSY.has(status)) reply.header("retry-after", RETRY_AFTER_SECONDS);
    return visits.send(reply, "notice", { names }, { title: errors.title, text }, status);
  });
}

function statusOf(error: FastifyError): number {
  if (isAttuneError(error)) return (ERRORS[error.code] as { status?: number }).status ?? 500;
  const { statusCode } = error;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? statusCode : 500;
}
