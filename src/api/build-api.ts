import { randomUUID } from "node:crypto";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import {
  allowOrigins,
  boundInFlight,
  type CollectorSettings,
  collectorRoutes,
  createHttpServer,
  healthRoutes,
  type InFlightLimits,
  WriteKeys,
} from "../collector/index.js";
import type { Inbox } from "../channels/inbox/index.js";
import type { SuppressionList } from "../channels/suppression/index.js";
import type { Recommender } from "../domain/recommendation.js";
import type { Engine } from "../domain/step.js";
import type { Profile } from "../engine/index.js";
import { type LinkSettings, LinkSigner } from "../links/index.js";
import type { EventLog } from "../ports/event-log.js";
import { type Caller, Callers, requireRate } from "./callers.js";
import { checked } from "./checked.js";
import { decisionRoutes } from "./decision-routes.js";
import { documentation } from "./documentation.js";
import { inboxRoutes, inboxStreamRoute } from "./inbox-routes.js";
import { inboxScriptRoute } from "./inbox-script.js";
import { InboxStreams } from "./inbox-streams.js";
import type { DeclareItems } from "./item-changes.js";
import { itemRoutes } from "./item-routes.js";
import { addressOf } from "./people/address-of.js";
import type { AskTiming } from "./people/outlook.js";
import { peopleRoutes } from "./people/people-routes.js";
import { PersonLog } from "./people/person-log.js";
import { PersonReader } from "./people/person-reader.js";
import type { PersonRecords } from "./people/person-records.js";
import { preferenceCentre } from "./preference-centre/index.js";
import { receiptRoutes } from "./receipts/receipt-routes.js";
import { recommendationRoutes } from "./recommendation-routes.js";
import { Recommendations } from "./recommendations.js";
import { scenarioRoutes } from "./scenario-routes.js";
import type { ApiSettings } from "./settings.js";
import { SlotDecisions } from "./slot-decisions.js";
import { trackingRoutes } from "./tracking-routes.js";
import { TasteReader, type TasteReaderParts } from "./taste-reader.js";

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller;
  }
}

export interface ApiParts extends Omit<TasteReaderParts, "partitions" | "engine"> {
  readonly engine: Pick<Engine<Profile>, "decode" | "describe">;
  readonly log: EventLog;
  readonly settings: ApiSettings;
  /** Its keys also show pages to be a known person's. */
  readonly links: LinkSettings;
  /** Where on-site messages wait. */
  readonly inbox: Inbox;
  /** What log and deliveries hold of people. */
  readonly records: PersonRecords;
  readonly suppressions: Pick<SuppressionList, "add" | "find" | "remove">;
  /** Tokens of the Twilio accounts that send for this shop. */
  readonly twilioTokens: readonly string[];
  /** How long an answer waits until what was said of a person is applied. */
  readonly patienceMs: number;
  /** Where it listens and its bounds: the collector's, which is on the same server or elsewhere. */
  readonly server: CollectorSettings;
  /** Take events in on the same server. */
  readonly collects: boolean;
  /** What recommendations are made with now: used at once, never kept. */
  readonly recommender: () => Recommender;
  readonly timing: AskTiming;
  readonly declare: DeclareItems;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Makes the ids of questions; left out: random ones. */
  readonly newId?: () => string;
  readonly logger: FastifyBaseLogger;
}

const IN_FLIGHT_BYTES = 64 * 1024 * 1024;

/**
 * The HTTP API: recommendations and the catalogue, beside the intake or on a server of its own, documented at /docs; and the pages
 * that people reach by links. It reads profiles, and what changes one is appended to the log as an event; it logs nobody's id.
 */
export function buildApi(parts: ApiParts): FastifyInstance {
  const { log, state, server, logger, now } = parts;
  const app = createHttpServer(server, logger);
  const keys = new WriteKeys(server.writeKeys, now);
  documentation(app);
  allowOrigins(app, keys);
  if (parts.collects) collectorRoutes(app, { log, settings: server, now, keys });
  const callers = new Callers(parts.settings, keys, now);
  app.register(async (api) => apiRoutes(api, parts, callers));
  app.register(async (pages) => publicRoutes(pages, parts, callers));
  app.register(async (open) => inboxScriptRoute(open));
  healthRoutes(app, () => Promise.all([log.ping(), state.ping()]));
  return app;
}

function apiRoutes(app: FastifyInstance, parts: ApiParts, callers: Callers): void {
  const { server, inbox, links, logger, now } = parts;
  checked(app, server.limits.batchBytes);
  secured(app);
  app.decorateRequest("caller");
  // Before any work on the body.
  app.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store");
    request.caller = callers.identify(request);
    requireRate(request.caller, reply);
  });
  app.register(async (bounded) => boundedRoutes(bounded, parts));
  app.register(async (open) => {
    inboxStreamRoute(open, { streams: new InboxStreams({ inbox, now, logger }), links, now });
  });
}

/** What is answered soon: all of it together is bounded. */
function boundedRoutes(app: FastifyInstance, parts: ApiParts): void {
  const { log, state, engine, context, server, now, recommender, declare, inbox, links, records, timing } = parts;
  const newId = parts.newId ?? randomUUID;
  const { scenarios } = context.recommendations;
  app.addHook("onRequest", boundInFlight(boundsOf(server)));
  const tastes = new TasteReader({ state, partitions: log.partitions, engine, context });
  recommendationRoutes(app, new Recommendations({ tastes, scenarios, recommender, now }));
  scenarioRoutes(app, { scenarios, recommender });
  itemRoutes(app, { declare, recommender });
  decisionRoutes(app, { decisions: new SlotDecisions({ log, state, engine, now, newId }), links, now });
  inboxRoutes(app, { log, inbox, links, now });
  peopleRoutes(app, { ...peopleOf(parts), records, engine, context, timing, now });
}

/** What people reach by the links in their messages, and providers by their signatures: no key is asked for. */
function publicRoutes(app: FastifyInstance, parts: ApiParts, callers: Callers): void {
  const { log, engine, context, links, records, settings, server, suppressions, twilioTokens, now, logger } = parts;
  const { people, said } = peopleOf(parts);
  app.addHook("onRequest", boundInFlight(boundsOf(server)));
  const signer = new LinkSigner(links);
  app.register(async (pages) => {
    preferenceCentre(pages, {
      people,
      said,
      records,
      engine,
      context,
      links,
      signer,
      settings: settings.preferenceCentre,
      suppressions,
      now,
    });
    trackingRoutes(pages, { log, signer, now, logger });
  });
  receiptRoutes(app, {
    callers,
    said,
    deliveries: records,
    addressOf: async (person, channel) => addressOf((await people.read(person)).profile, channel, context),
    suppress: (channel, address, failure, time) => suppressions.add(channel, address, failure, time),
    secrets: settings.receiptSecrets,
    twilioTokens,
    links,
    now,
  });
}

function peopleOf({ log, state, engine, now, patienceMs }: ApiParts): { people: PersonReader; said: PersonLog } {
  return {
    people: new PersonReader({ state, partitions: log.partitions, engine }),
    said: new PersonLog({ log, state, now, patienceMs }),
  };
}

function boundsOf({ inFlightRequests, inFlightBytes = IN_FLIGHT_BYTES, limits }: CollectorSettings): InFlightLimits {
  return { requests: inFlightRequests, bytes: inFlightBytes, unknownBytes: limits.batchBytes };
}

/** For the documentation: which keys a route takes. */
function secured(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    const isWriting = route.url.startsWith("/v1/items") && route.method !== "GET" && route.method !== "HEAD";
    const open = isWriting || route.url.startsWith("/v1/people") ? [] : [{ writeKey: [] }, { writeKeyInQuery: [] }];
    route.schema = { ...route.schema, security: [{ serverKey: [] }, ...open] };
  });
}
