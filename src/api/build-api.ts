import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import {
  allowOrigins,
  boundInFlight,
  type CollectorSettings,
  collectorRoutes,
  createHttpServer,
  healthRoutes,
  WriteKeys,
} from "../collector/index.js";
import type { Recommender } from "../domain/recommendation.js";
import type { EventLog } from "../ports/event-log.js";
import { type Caller, Callers, requireRate } from "./callers.js";
import { checked } from "./checked.js";
import { documentation } from "./documentation.js";
import type { DeclareItems } from "./item-changes.js";
import { itemRoutes } from "./item-routes.js";
import { recommendationRoutes } from "./recommendation-routes.js";
import { Recommendations } from "./recommendations.js";
import { scenarioRoutes } from "./scenario-routes.js";
import type { ApiSettings } from "./settings.js";
import { TasteReader, type TasteReaderParts } from "./taste-reader.js";

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller;
  }
}

export interface ApiParts extends Omit<TasteReaderParts, "partitions"> {
  readonly log: EventLog;
  readonly settings: ApiSettings;
  /** Where it listens and its bounds: the collector's, which is on the same server or elsewhere. */
  readonly server: CollectorSettings;
  /** Take events in on the same server. */
  readonly collects: boolean;
  /** What recommendations are made with now: used at once, never kept. */
  readonly recommender: () => Recommender;
  readonly declare: DeclareItems;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly logger: FastifyBaseLogger;
}

const IN_FLIGHT_BYTES = 64 * 1024 * 1024;

/**
 * The HTTP API: recommendations and the catalogue, beside the intake or on a server of its own, documented at /docs. It reads profiles and
 * appends to the catalogue's journal; it changes no profile and logs nobody's id.
 */
export function buildApi(parts: ApiParts): FastifyInstance {
  const { log, state, server, logger, now } = parts;
  const app = createHttpServer(server, logger);
  const keys = new WriteKeys(server.writeKeys, now);
  documentation(app);
  allowOrigins(app, keys);
  if (parts.collects) collectorRoutes(app, { log, settings: server, now, keys });
  app.register(async (api) => apiRoutes(api, parts, keys));
  healthRoutes(app, () => Promise.all([log.ping(), state.ping()]));
  return app;
}

function apiRoutes(app: FastifyInstance, parts: ApiParts, keys: WriteKeys): void {
  const { log, state, engine, context, server, now, recommender, declare } = parts;
  const { scenarios } = context.recommendations;
  const callers = new Callers(parts.settings, keys, now);
  checked(app, server.limits.batchBytes);
  secured(app);
  const bounds = {
    requests: server.inFlightRequests,
    bytes: server.inFlightBytes ?? IN_FLIGHT_BYTES,
    unknownBytes: server.limits.batchBytes,
  };
  app.addHook("onRequest", boundInFlight(bounds));
  app.decorateRequest("caller");
  // Before any work on the body.
  app.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store");
    request.caller = callers.identify(request);
    requireRate(request.caller, reply);
  });
  const tastes = new TasteReader({ state, partitions: log.partitions, engine, context });
  recommendationRoutes(app, new Recommendations({ tastes, scenarios, recommender, now }));
  scenarioRoutes(app, { scenarios, recommender });
  itemRoutes(app, { declare, recommender });
}

/** For the documentation: which keys a route takes. */
function secured(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    const isWriting = route.url.startsWith("/v1/items") && route.method !== "GET" && route.method !== "HEAD";
    const open = isWriting ? [] : [{ writeKey: [] }, { writeKeyInQuery: [] }];
    route.schema = { ...route.schema, security: [{ serverKey: [] }, ...open] };
  });
}
