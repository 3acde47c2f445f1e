/** A worker as its own process: what the fault tests kill, stop and continue. Its parent ends it by closing its stdin. */
import { pino } from "pino";
import { startAttune } from "../../src/app/start.js";
import type { Configuration } from "../../src/config/index.js";
import { fromSourceArgv } from "../../src/training/thread-file.js";
import { isAttuneError } from "../../src/domain/errors.js";
import { faultConfiguration } from "./fault-configuration.js";
import { faultsOf } from "./fault-spec.js";

const { ATTUNE_LOG = "", ATTUNE_STATE = "" } = process.env;
const START_AGAIN_MS = 100;

const logger = pino({ level: "info", base: null }, pino.destination({ dest: 1, sync: true }));
process.stdin.resume().once("end", () => process.exit(0));

/** A server may be down while the worker starts: a supervisor of processes would start it again, and so does this. */
async function start(): Promise<Awaited<ReturnType<typeof startAttune>>> {
  const thread = { file: new URL("./faulty-thread.ts", import.meta.url), execArgv: fromSourceArgv() };
  const usual = faultConfiguration(ATTUNE_LOG, ATTUNE_STATE);
  const configuration = faultsOf(process.env).withoutContextEvents === true ? withoutRefreshing(usual) : usual;
  for (;;) {
    try {
      return await startAttune(configuration, { roles: ["worker"], logger, thread });
    } catch (error) {
      const passing =
        isAttuneError(error, "ATTUNE_LOG_UNAVAILABLE") || isAttuneError(error, "ATTUNE_STATE_UNAVAILABLE");
      if (!passing) throw error;
      logger.warn({ err: String(error) }, "could not start; trying again");
      await new Promise((resolve) => setTimeout(resolve, START_AGAIN_MS));
    }
  }
}

function withoutRefreshing({ worker, recommendations, scoring, ...rest }: Configuration): Configuration {
  return {
    ...rest,
    worker: { ...worker, populationMs: 0 },
    recommendations: { ...recommendations, refreshMs: 0 },
    scoring: { ...scoring, refreshMs: 0 },
  };
}

const running = await start();
process.once("SIGTERM", () => void running.stop().then(() => process.exit(0)));
