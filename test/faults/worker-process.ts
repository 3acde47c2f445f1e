/** A worker as its own process: what the fault tests kill, stop and continue. Its parent ends it by closing its stdin. */
import { pino } from "pino";
import { startAttune } from "../../src/app/start.js";
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
  const worker = faultsOf(process.env).withoutPopulation === true ? { ...usual.worker, populationMs: 0 } : usual.worker;
  for (;;) {
    try {
      return await startAttune({ ...usual, worker }, { roles: ["worker"], logger, thread });
    } catch (error) {
      const passing =
        isAttuneError(error, "ATTUNE_LOG_UNAVAILABLE") || isAttuneError(error, "ATTUNE_STATE_UNAVAILABLE");
      if (!passing) throw error;
      logger.warn({ err: String(error) }, "could not start; trying again");
      await new Promise((resolve) => setTimeout(resolve, START_AGAIN_MS));
    }
  }
}

const running = await start();
process.once("SIGTERM", () => void running.stop().then(() => process.exit(0)));
