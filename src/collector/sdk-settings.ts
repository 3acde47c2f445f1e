import type { FastifyInstance, FastifyRequest } from "fastify";
import { keyOfHead } from "./credentials.js";
import { documented, problem } from "./documented.js";
import type { CollectorSettings } from "./settings.js";
import type { WriteKeys } from "./write-keys.js";

/**
 * The documents that browser SDKs fetch before they send: they tell them to send here. Segment's asks its "CDN" for
 * `/v1/projects/<key>/settings`, RudderStack's its "config backend" for `/sourceConfig/`.
 */
export function sdkSettingsRoutes(app: FastifyInstance, settings: CollectorSettings, keys: WriteKeys): void {
  documented(app);
  const segment = schemaOf("What Segment's browser SDK asks for before it sends");
  const params = { type: "object", required: ["writeKey"], properties: { writeKey: { type: "string" } } };
  const path = "/v1/projects/:writeKey/settings";
  app.get<{ Params: { writeKey: string } }>(
    path,
    { schema: { ...segment, params, security: [] } },
    (request, reply) => {
      const source = keys.require(request.params.writeKey);
      const { protocol, host } = publicAddress(request, settings.publicUrl);
      const batches = settings.browserBatches;
      const deliveryStrategy =
        batches === undefined
          ? { strategy: "standard" }
          : { strategy: "batching", config: { size: batches.size, timeout: batches.timeoutMs } };
      return reply.header("cache-control", "public, max-age=300").send({
        integrations: { "Segment.io": { apiKey: source.key, apiHost: `${host}/v1`, protocol, deliveryStrategy } },
        plan: { track: { __default: { enabled: true } } },
        edgeFunction: {},
        analyticsNextEnabled: true,
        middlewareSettings: {},
        enabledMiddleware: {},
        metrics: { sampleRate: 0 },
      });
    },
  );

  const rudder = schemaOf("What RudderStack's browser SDK asks for before it sends");
  app.get("/sourceConfig", { schema: rudder }, (request, reply) => {
    const source = keys.require(keyOfHead(request));
    return reply.send({
      source: {
        id: source.name,
        name: source.name,
        writeKey: source.key,
        enabled: true,
        workspaceId: "attune",
        config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        connections: [],
        destinations: [],
        dataplanes: {},
      },
      consentManagementMetadata: {},
    });
  });
}

function schemaOf(summary: string) {
  const answer = { type: "object", additionalProperties: true, description: "In the SDK's own form." };
  return { tags: ["events"], summary, response: { 200: answer, 401: problem("The write key is missing or unknown.") } };
}

/** The request's Host is the client's word: it goes back to that client alone, and only where it looks like one. */
function publicAddress(request: FastifyRequest, publicUrl: string | undefined): { protocol: string; host: string } {
  if (publicUrl !== undefined) {
    const { protocol, host, pathname } = new URL(publicUrl);
    return { protocol: protocol.slice(0, -1), host: `${host}${pathname.replace(/\/$/, "")}` };
  }
  const host = /^[A-Za-z0-9.:[\]-]{1,255}$/.test(request.host) ? request.host : "localhost";
  return { protocol: request.protocol, host };
}
