import type { FastifyBaseLogger, FastifyReply } from "fastify";
import { AttuneError, type ErrorCode, ERRORS, isAttuneError } from "../domain/errors.js";
import type { EventResult } from "./take-calls.js";

/** What a request that was taken is answered with. The three numbers add up to its events. */
export interface Taken {
  readonly success: true;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  /** Every event's result in a request of up to 20 events; only the rejected ones' in a larger one. */
  readonly results: readonly EventResult[];
}

export interface Refused {
  readonly success: false;
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
  /** Strict mode: which events are the reason. */
  readonly results?: readonly EventResult[];
}

const LISTED_RESULTS = 20;
/** Seconds after which a sender may try again what failed on our side. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = {
  ATTUNE_BUSY: 1,
  ATTUNE_LOG_UNAVAILABLE: 2,
  ATTUNE_LOG_FULL: 10,
  ATTUNE_STATE_UNAVAILABLE: 2,
};

export function takenAnswer(results: readonly EventResult[], duplicates: number): Taken {
  const rejected = results.filter((each) => each.status === "rejected");
  return {
    success: true,
    accepted: results.length - rejected.length - duplicates,
    rejected: rejected.length,
    duplicates,
    results: results.length <= LISTED_RESULTS ? results : rejected,
  };
}

export function refusedAnswer(code: ErrorCode, message: string, results?: readonly EventResult[]): Refused {
  return { success: false, code, message, fix: ERRORS[code].fix, ...(results === undefined ? undefined : { results }) };
}

export function statusOf(code: ErrorCode): number {
  const entry: { fix: string; status?: number } = ERRORS[code];
  return entry.status ?? 500;
}

/** Answers with whatever was thrown, as one of the catalogue's codes. Only what is our own fault is logged. */
export function sendError(error: unknown, reply: FastifyReply, logger: FastifyBaseLogger): FastifyReply {
  const known = isAttuneError(error) ? error : asAttuneError(error);
  const retryAfter = RETRY_AFTER[known.code];
  if (retryAfter !== undefined) reply.header("retry-after", retryAfter);
  if (known.code === "ATTUNE_INTERNAL") logger.error({ err: error }, "a request failed");
  return reply.code(statusOf(known.code)).send(refusedAnswer(known.code, known.message));
}

function asAttuneError(error: unknown): AttuneError {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return new AttuneError("ATTUNE_EVENT_TOO_LARGE", "the body is too large");
  if (typeof statusCode === "number" && statusCode >= 400 && statusCode < 500) {
    return new AttuneError("ATTUNE_HTTP", "the request is malformed");
  }
  return new AttuneError("ATTUNE_INTERNAL", "the collector failed", { cause: error });
}
