import { openLog, openState } from "../../app/open-adapters.js";
import { readStatus } from "../../app/status.js";
import { type Configuration, withoutPassword } from "../../config/index.js";
import type { EventLog } from "../../ports/event-log.js";
import type { StateStore } from "../../ports/state-store.js";
import { describeError, exitCodeOf } from "../report.js";
import { type Check, failed, passed, warned } from "./check.js";
import { isAtLeast } from "./here.js";
import { checkInForce } from "./models.js";

/** What only the log and the state can tell: are they there, of which version, how set, how far apart. */

/** From here on nats-server has the settings that keep an acknowledged event through a power loss, and the fixes of 2026. */
const SAFE_NATS: readonly number[] = [2, 12, 7];
/** Events waiting that a worker at work clears within seconds. */
const MUCH_LAG = 100_000;
const CLOCK_TOLERANCE_MS = 5_000;

export async function checkServers(configuration: Configuration): Promise<Check[]> {
  const [log, state] = await Promise.all([
    attempt("log", () => openLog(configuration)),
    attempt("state", () => openState(configuration)),
  ]);
  const checks: Check[] = [
    ...("check" in log ? [log.check] : checkLog(log.opened)),
    ...("check" in state ? [state.check] : checkState(state.opened)),
  ];
  try {
    if ("opened" in log && "opened" in state) {
      checks.push(...(await checkTogether(log.opened, state.opened)));
      checks.push(...(await checkInForce(configuration, log.opened, state.opened)));
    }
  } catch (error) {
    checks.push(failureOf("lag", error));
  } finally {
    await Promise.allSettled([
      "opened" in state ? state.opened.close() : undefined,
      "opened" in log ? log.opened.close() : undefined,
    ]);
  }
  return checks;
}

type Attempt<T> = { readonly opened: T } | { readonly check: Check };

async function attempt<T>(name: string, open: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { opened: await open() };
  } catch (error) {
    return { check: failureOf(name, error) };
  }
}

function failureOf(name: string, error: unknown): Check {
  const { code, message, fix } = describeError(error);
  const exitCode = exitCodeOf(code);
  return failed(name, `${code}: ${withoutPassword(message)}`, fix, exitCode === 0 ? 1 : exitCode);
}

function checkLog(log: EventLog): Check[] {
  const description = withoutPassword(log.description);
  const version = /nats-server (\d+\.\d+\.\d+)/.exec(description)?.[1];
  const checks = [passed("log", `${description}, ${log.partitions} partitions`)];
  if (version !== undefined && !isAtLeast(version, SAFE_NATS)) {
    const message = `nats-server ${version} can lose up to two minutes of acknowledged events when the power fails`;
    checks.push(
      warned(
        "log durability",
        message,
        `run ${SAFE_NATS.join(".")} or newer with sync_interval set (see config/nats.conf)`,
      ),
    );
  }
  return checks;
}

function checkState(state: StateStore): Check[] {
  const description = withoutPassword(state.description);
  const checks = [passed("state", description)];
  if (description.includes("appendonly off")) {
    const message = "Redis keeps no append-only file: when it ends, everything is computed again from the log";
    checks.push(warned("state durability", message, "run redis-server with appendonly yes"));
  }
  return checks;
}

async function checkTogether(log: EventLog, state: StateStore): Promise<Check[]> {
  const { lag, dead } = await readStatus(log, state);
  const checks: Check[] = [
    lag > MUCH_LAG
      ? warned(
          "lag",
          `${lag} events wait to be applied`,
          "start a worker (attune up), or another one on another machine",
        )
      : passed("lag", `${lag} events wait to be applied`),
    dead > 0
      ? warned("dead letters", `${dead} events could not be applied`, "look at them: attune dead list")
      : passed("dead letters", "none"),
  ];
  return [...checks, await checkClock(log)];
}

/** The log's clock stamps every record: one from the future means that two clocks disagree, and timers would fire wrongly. */
async function checkClock(log: EventLog): Promise<Check> {
  for (let partition = 0; partition < log.partitions; partition++) {
    const { last, count } = await log.bounds("events", partition);
    const record = count === 0 ? undefined : await log.at("events", partition, last);
    const ahead = record === undefined ? 0 : record.storedAt / 1_000 - Date.now();
    if (ahead > CLOCK_TOLERANCE_MS) {
      const message = `the log's clock is at least ${Math.round(ahead / 1_000)} s ahead of this machine's`;
      return warned("clock", message, "let a time service (NTP) set both clocks");
    }
  }
  return passed("clock", "no record of the log lies in the future");
}
