import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { EventLog } from "../ports/event-log.js";
import { healthRoutes } from "./health-routes.js";
import { allowOrigins, createHttpServer } from "./http-server.js";
import { boundInFlight } from "./in-flight.js";
import { intakeRoutes } from "./intake-routes.js";
import { sdkSettingsRoutes } from "./sdk-settings.js";
import type { CollectorSettings } from "./settings.js";
import { WriteKeys } from "./write-keys.js";

export interface CollectorParts {
  readonly log: EventLog;
  readonly settings: CollectorSettings;
  /** ms since the epoch. */
  readonly now: () => number;
}

const DEFAULT_IN_FLIGHT_BYTES = 64 * 1024 * 1024;

/** The collector on a server of its own. */
export function buildCollector({ logger, ...parts }: CollectorParts & { logger: FastifyBaseLogger }): FastifyInstance {
  const { settings, now } = parts;
  const app = createHttpServer(settings, logger);
  const keys = new WriteKeys(settings.writeKeys, now);
  allowOrigins(app, keys);
  collectorRoutes(app, { ...parts, keys });
  healthRoutes(app, () => parts.log.ping());
  return app;
}

/**
 * The HTTP intake, speaking Segment's tracking API as its SDKs and RudderStack's use it. It answers only after the log has stored
 * what it took, and must never let one bad event harm another.
 */
export function collectorRoutes(app: FastifyInstance, parts: CollectorParts & { readonly keys: WriteKeys }): void {
  const { settings, keys } = parts;
  app.register(async (intake) => {
    const unknownBytes = settings.limits.batchBytes;
    const bytes = settings.inFlightBytes ?? DEFAULT_IN_FLIGHT_BYTES;
    intake.addHook("onRequest", boundInFlight({ requests: settings.inFlightRequests, bytes, unknownBytes }));
    intakeRoutes(intake, parts);
  });
  app.register(async (open) => sdkSettingsRoutes(open, settings, keys));
}
