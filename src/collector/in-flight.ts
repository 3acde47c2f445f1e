import type { FastifyReply, FastifyRequest } from "fastify";
import { AttuneError } from "../domain/errors.js";

export interface InFlightLimits {
  readonly requests: number;
  readonly bytes: number;
  /** What a request without a content-length counts as, bytes. */
  readonly unknownBytes: number;
}

/**
 * Bounds what is in work: beyond it a sender hears 503 at once, before its body is read, and the log's slowness can't fill the memory.
 * Returns an onRequest hook.
 */
export function boundInFlight(limits: InFlightLimits) {
  let requests = 0;
  let bytes = 0;
  return function admit(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    const length = Number(request.headers["content-length"] ?? limits.unknownBytes);
    const size = Number.isFinite(length) ? Math.min(length, limits.unknownBytes) : limits.unknownBytes;
    if (requests >= limits.requests || bytes + size > limits.bytes) {
      done(new AttuneError("ATTUNE_BUSY", "too many requests are in work"));
      return;
    }
    requests += 1;
    bytes += size;
    // "close" comes after an answer as well as after an abort.
    reply.raw.once("close", () => {
      requests -= 1;
      bytes -= size;
    });
    done();
  };
}
