import type { FastifyRequest } from "fastify";

/**
 * The write key as the request's own head says it: user of Basic authorization (SDKs; the colon may be missing), `?writeKey=` (beacons),
 * or X-Write-Key (Jitsu). undefined where it says none: then the body may.
 */
export function keyOfHead(request: FastifyRequest): string | undefined {
  return (
    basicUser(request.headers.authorization) ??
    text(queryOf(request)["writeKey"]) ??
    text(request.headers["x-write-key"])
  );
}

export function basicUser(header: string | undefined): string | undefined {
  const match = header === undefined ? null : /^basic\s+([A-Za-z0-9+/=_-]{1,1024})\s*$/i.exec(header);
  if (match === null) return undefined;
  const decoded = Buffer.from(match[1] as string, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return text(colon < 0 ? decoded : decoded.slice(0, colon));
}

export function queryOf(request: FastifyRequest): Record<string, unknown> {
  return request.query as Record<string, unknown>;
}

/** A text that isn't empty. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
