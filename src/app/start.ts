/** The composition root: configuration -> adapters -> roles. Ordered start, reverse stop, nothing left half started. */
import type { Logger } from "pino";
import { buildCollector } from "../collector/index.js";
import { buildEngineContext, type Configuration } from "../config/index.js";
import type { EngineContext } from "../domain/context.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { threadFile } from "../training/thread-file.js";
import { Supervisor } from "../worker/supervisor.js";
import { openApi } from "./api.js";
import { learningRounds } from "./learning-rounds.js";
import { openBoth } from "./open-adapters.js";
import type { KeeperPort } from "./serving/keeper-port.js";
import { servingRounds } from "./serving/serving-rounds.js";
import { startKeeper } from "./serving/start-keeper.js";

export type Role = "collector" | "worker" | "api";

export interface Running {
  /** Where collector and API listen, e.g. "http://127.0.0.1:8080"; absent without these roles. */
  readonly address?: string;
  readonly log: EventLog;
  readonly state: StateStore;
  /** Partitions owned by this process now. */
  owned(): number[];
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
  /** The API's clock, ms since the epoch; left out: the machine's. */
  readonly now?: () => number;
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
    const kept = roles.some((role) => role !== "collector") ? startKeeper(configuration) : undefined;
    if (kept !== undefined) stops.push(() => kept.stop());
    const keeper = kept?.keeper;
    const { enabled, refreshMs } = configuration.recommendations;
    const refreshed: (() => Promise<void>)[] = [];
    if (roles.includes("worker")) {
      const thread = options.thread ?? threadFile(import.meta.url, "partition-thread");
      supervisor = new Supervisor({
        state,
        partitions: log.partitions,
        settings: configuration.worker,
        logger,
        thread: { ...thread, configuration },
        // Also where recommendations are off: models that lie there still forget who is erased.
        ...(kept === undefined ? {} : { serve: (port) => kept.serve(port) }),
      });
      stops.push(() => supervisor?.stop() ?? Promise.resolve());
      await supervisor.start();
      const isOurs = (): boolean => supervisor?.owned.includes(0) === true;
      const common = { log, state, logger, isOurs };
      const rounds = [learningRounds({ configuration, context, ...common })];
      if (enabled && keeper !== undefined) rounds.push(servingRounds({ keeper, everyMs: refreshMs, ...common }));
      for (const each of rounds) {
        each.start();
        stops.push(() => each.stop());
        refreshed.push(() => each.now());
      }
    }
    await kept?.started;
    const now = options.now ?? Date.now;
    const server = await listen({ configuration, context, log, state, keeper, logger, now }, roles, stops);
    const { address } = server;
    if (server.refresh !== undefined) refreshed.push(server.refresh);
    logger.info({ roles, log: log.description, state: state.description, configuration: version }, "started");
    const refresh = async (): Promise<void> => {
      for (const each of refreshed) await each();
    };
    const owned = (): number[] => supervisor?.owned ?? [];
    return { ...(address === undefined ? {} : { address }), log, state, owned, refresh, stop };
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
  /** undefined: the process does nothing but collect. */
  readonly keeper: KeeperPort | undefined;
  readonly logger: Logger;
  readonly now: () => number;
}

interface Server {
  readonly address?: string;
  readonly refresh?: () => Promise<void>;
}

/** Collector and API share a server. */
async function listen(
  { configuration, log, logger, keeper, ...parts }: ServerParts,
  roles: readonly Role[],
  stops: (() => Promise<unknown>)[],
): Promise<Server> {
  const { collector: settings } = configuration;
  const { host, port } = settings;
  const collects = roles.includes("collector");
  if (roles.includes("api") && keeper !== undefined) {
    const api = await openApi(configuration, { log, logger, keeper, ...parts, collects });
    stops.push(() => api.stop());
    return { address: await api.app.listen({ host, port }), refresh: () => api.refresh() };
  }
  if (!collects) return {};
  const collector = buildCollector({ log, settings, now: Date.now, logger });
  stops.push(() => collector.close());
  return { address: await collector.listen({ host, port }) };
}
