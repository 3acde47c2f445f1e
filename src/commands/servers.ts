import { openBoth, openDeliveries, openLog } from "../app/open-adapters.js";
import type { Configuration } from "../config/index.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";

/** Opens the log for as long as `use` runs. */
export async function withLog<T>(configuration: Configuration, use: (log: EventLog) => Promise<T>): Promise<T> {
  const log = await openLog(configuration);
  try {
    return await use(log);
  } finally {
    await log.close();
  }
}

/** Opens log and state for as long as `use` runs. */
export async function withBoth<T>(
  configuration: Configuration,
  use: (log: EventLog, state: StateStore) => Promise<T>,
): Promise<T> {
  const { log, state } = await openBoth(configuration);
  try {
    return await use(log, state);
  } finally {
    await Promise.allSettled([state.close(), log.close()]);
  }
}

export interface WithDeliveries {
  readonly log: EventLog;
  readonly state: StateStore;
  /** What became of messages. */
  readonly deliveries: StateStore;
}

/** Opens log, state and deliveries for as long as `use` runs. */
export function withDeliveries<T>(
  configuration: Configuration,
  use: (opened: WithDeliveries) => Promise<T>,
): Promise<T> {
  return withBoth(configuration, async (log, state) => {
    const deliveries = await openDeliveries(configuration, log);
    try {
      return await use({ log, state, deliveries });
    } finally {
      await deliveries.close();
    }
  });
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once with exit code 1. */
export function untilStopped(onStop: () => void = () => {}): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = (): void => {
      if (isStopping) process.exit(1);
      isStopping = true;
      onStop();
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}
