/** The composition root: configuration -> adapters -> roles. Ordered start, reverse stop, nothing left half started. */
import type { Logger } from "pino";
import type { Inbox } from "../channels/inbox/index.js";
import { buildCollector } from "../collector/index.js";
import { buildEngineContext, type Configuration } from "../config/index.js";
import type { EngineContext } from "../domain/context.js";
import type { Channel } from "../domain/message.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { threadFile } from "../training/thread-file.js";
import { Supervisor } from "../worker/supervisor.js";
import { openApi } from "./api.js";
import { type Dispatching, startDispatcher } from "./dispatch.js";
import { learningRounds } from "./learning-rounds.js";
import { assertOwnSecrets } from "./own-secrets.js";
import { openBoth } from "./open-adapters.js";
import { openInbox } from "./open-inbox.js";
import type { KeeperPort } from "./serving/keeper-port.js";
import { scoringRounds } from "./scoring/scoring-rounds.js";
import { servingRounds } from "./serving/serving-rounds.js";
import { startKeeper } from "./serving/start-keeper.js";

export type Role = "collector" | "worker" | "api" | "dispatcher";

export interface Running {
  /** Where collector and API listen, e.g. "http://127.0.0.1:8080"; absent without these roles. */
  readonly address?: string;
  readonly log: EventLog;
  readonly state: StateStore;
  /** Partitions owned by this process now. */
  owned(): number[];
  /** Channels that this process delivers now. */
  delivering(): Channel[];
  /** Puts together at once what was learnt, and brings it into force with what was promoted and declared since. */
  refresh(): Promise<void>;
  /** Stops taking in, drains the partitions, closes. Safe to call twice. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly roles: readonly Role[];
  readonly logger: Logger;
  /** Another thread entry than app/partition-thread: the fault tests' own. */
  readonly thread?: { readonly file: URL; readonly execArgv: string[] };
  /** The API's and the dispatcher's clock, ms since the epoch; left out: the machine's. */
  readonly now?: () => number;
  /** Makes the ids of the API's questions; left out: random ones. */
  readonly newId?: () => string;
}

export async function startAttune(configuration: Configuration, options: StartOptions): Promise<Running> {
  const { roles, logger } = options;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const undo of stops.splice(0).toReversed()) {
      await undo().catch((error: unknown) => logger.warn({ err: String(error) }, "a part did not stop cleanly"));
    }
  };
  try {
    if (roles.includes("api") || roles.includes("dispatcher")) assertOwnSecrets(configuration);
    // Compiled here too, so that a mistake ends the start and not a thread.
    const context = buildEngineContext(configuration);
    const { version } = context;
    const { log, state } = await openBoth(configuration);
    stops.push(
      () => log.close(),
      () => state.close(),
    );
    await log.putContext("configuration", Buffer.from(JSON.stringify({ version })));
    let supervisor: Supervisor | undefined;
    const kept = roles.some((role) => role === "worker" || role === "api") ? startKeeper(configuration) : undefined;
    if (kept !== undefined) stops.push(() => kept.stop());
    const keeper = kept?.keeper;
    const { recommendations, scoring } = configuration;
    const refreshed: (() => Promise<void>)[] = [];
    if (roles.includes("worker")) {
      const thread = options.thread ?? threadFile(import.meta.url, "partition-thread");
      supervisor = new Supervisor({
        state,
        partitions: log.partitions,
        settings: configuration.worker,
        logger,
        thread: { ...thread, configuration },
        // Also where recommendations and scoring are off: models that lie there still forget who is erased.
        ...(kept === undefined ? {} : { serve: (port) => kept.serve(port) }),
      });
      stops.push(() => supervisor?.stop() ?? Promise.resolve());
      await supervisor.start();
      const isOurs = (): boolean => supervisor?.owned.includes(0) === true;
      const common = { log, state, logger, isOurs };
      const rounds = [learningRounds({ configuration, context, ...common })];
      if (recommendations.enabled && keeper !== undefined)
        rounds.push(servingRounds({ keeper, everyMs: recommendations.refreshMs, ...common }));
      if (scoring.enabled && keeper !== undefined)
        rounds.push(scoringRounds({ keeper: keeper.scoring, everyMs: scoring.refreshMs, ...common }));
      for (const each of rounds) {
        each.start();
        stops.push(() => each.stop());
        refreshed.push(() => each.now());
      }
    }
    await kept?.started;
    const now = options.now ?? Date.now;
    const opened =
      roles.includes("api") || roles.includes("dispatcher")
        ? await openInbox(configuration, log.partitions, now)
        : undefined;
    if (opened !== undefined) stops.push(() => opened.close());
    const inbox = opened?.inbox;
    let dispatching: Dispatching | undefined;
    if (roles.includes("dispatcher") && inbox !== undefined && configuration.dispatcher.deliveries.length > 0) {
      dispatching = await startDispatcher(configuration, { context, log, state, inbox, logger, now });
      stops.push(() => dispatching?.stop() ?? Promise.resolve());
    }
    const newId = options.newId === undefined ? {} : { newId: options.newId };
    const parts = { configuration, context, log, state, inbox, keeper, logger, now, ...newId };
    const server = await listen(parts, roles, stops);
    const { address } = server;
    if (server.refresh !== undefined) refreshed.push(server.refresh);
    logger.info({ roles, log: log.description, state: state.description, configuration: version }, "started");
    const refresh = async (): Promise<void> => {
      for (const each of refreshed) await each();
    };
    const owned = (): number[] => supervisor?.owned ?? [];
    const delivering = (): Channel[] => dispatching?.channels() ?? [];
    return { ...(address === undefined ? {} : { address }), log, state, owned, delivering, refresh, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface ServerParts {
  readonly configuration: Configuration;
  readonly context: EngineContext;
  readonly log: EventLog;
  readonly state: StateStore;
  /** undefined: without the API. */
  readonly inbox: Inbox | undefined;
  /** undefined: the process does nothing but collect. */
  readonly keeper: KeeperPort | undefined;
  readonly logger: Logger;
  readonly now: () => number;
  readonly newId?: () => string;
}

interface Server {
  readonly address?: string;
  readonly refresh?: () => Promise<void>;
}

/** Collector and API share a server. */
async function listen(
  { configuration, log, logger, keeper, inbox, ...parts }: ServerParts,
  roles: readonly Role[],
  stops: (() => Promise<unknown>)[],
): Promise<Server> {
  const { collector: settings } = configuration;
  const { host, port } = settings;
  const collects = roles.includes("collector");
  if (roles.includes("api") && keeper !== undefined && inbox !== undefined) {
    const api = await openApi(configuration, { log, logger, keeper, inbox, ...parts, collects });
    stops.push(() => api.stop());
    return { address: await api.app.listen({ host, port }), refresh: () => api.refresh() };
  }
  if (!collects) return {};
  const collector = buildCollector({ log, settings, now: Date.now, logger });
  stops.push(() => collector.close());
  return { address: await collector.listen({ host, port }) };
}
