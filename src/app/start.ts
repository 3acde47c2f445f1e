/** The composition root: configuration -> adapters -> roles. Ordered start, reverse stop, nothing left half started. */
import type { Logger } from "pino";
import { buildCollector } from "../collector/index.js";
import { buildEngineContext, type Configuration } from "../config/index.js";
import { createEngine } from "../engine/index.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { PopulationRefresher } from "../worker/population-refresh.js";
import { Supervisor } from "../worker/supervisor.js";
import { openBoth } from "./open-adapters.js";
import { threadFile } from "./thread-file.js";

export type Role = "collector" | "worker";

export interface Running {
  /** Where the collector listens, e.g. "http://127.0.0.1:8080"; absent without that role. */
  readonly address?: string;
  readonly log: EventLog;
  readonly state: StateStore;
  /** Partitions owned by this process now. */
  owned(): number[];
  /** Stops taking in, drains the partitions, closes. Safe to call twice. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly roles: readonly Role[];
  readonly logger: Logger;
  /** Another thread entry than app/partition-thread: the fault tests' own. */
  readonly thread?: { readonly file: URL; readonly execArgv: string[] };
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
    if (roles.includes("worker")) {
      const thread = options.thread ?? threadFile(import.meta.url, "partition-thread");
      supervisor = new Supervisor({
        state,
        partitions: log.partitions,
        settings: configuration.worker,
        logger,
        thread: { ...thread, configuration },
      });
      stops.push(() => supervisor?.stop() ?? Promise.resolve());
      await supervisor.start();
      const refresher = new PopulationRefresher({
        log,
        state,
        engine: createEngine(context),
        everyMs: configuration.worker.populationMs,
        isOurs: () => supervisor?.owned.includes(0) === true,
        onRefreshed: ({ told, bytes }) => {
          if (told > 0) logger.info({ partitions: told, bytes }, "the population snapshot was made anew");
        },
        onFailure: (error) => logger.warn({ err: String(error) }, "the population snapshot could not be made anew"),
      });
      refresher.start();
      stops.push(() => refresher.stop());
    }
    let address: string | undefined;
    if (roles.includes("collector")) {
      const { collector: settings } = configuration;
      const collector = buildCollector({ log, settings, now: Date.now, logger });
      stops.push(() => collector.close());
      address = await collector.listen({ host: settings.host, port: settings.port });
    }
    logger.info({ roles, log: log.description, state: state.description, configuration: version }, "started");
    return { ...(address === undefined ? {} : { address }), log, state, owned: () => supervisor?.owned ?? [], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
