import { JetStreamApiError } from "@nats-io/jetstream";
import { AttuneError } from "../../domain/errors.js";

/** Codes of nats-server's error catalogue (server/errors.json) that say "no room". */
const FULL_CODES = new Set([10023, 10028, 10047, 10077, 10110, 10122]);
const FULL_TEXT = /maximum (bytes|messages)|insufficient|no space left|resource limits/i;

export function fromApiError(code: number, description: string): AttuneError {
  const full = FULL_CODES.has(code) || FULL_TEXT.test(description);
  return new AttuneError(full ? "ATTUNE_LOG_FULL" : "ATTUNE_LOG_UNAVAILABLE", `nats-server: ${description} (${code})`);
}

/** Whatever the client or the server said, as an AttuneError of this port. */
export function toLogError(error: unknown, doing: string): AttuneError {
  if (error instanceof AttuneError) return error;
  if (error instanceof JetStreamApiError) return fromApiError(error.code, error.message);
  const said = error instanceof Error ? error.message || error.name : String(error);
  return new AttuneError("ATTUNE_LOG_UNAVAILABLE", `${doing}: ${said}`, { cause: error });
}
