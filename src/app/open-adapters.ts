import { openEmbeddedEventLog } from "../adapters/embedded/embedded-event-log.js";
import { openEmbeddedStateStore } from "../adapters/embedded/embedded-state-store.js";
import { openNatsEventLog } from "../adapters/nats/nats-event-log.js";
import { openRedisStateStore } from "../adapters/redis/redis-state-store.js";
import type { Configuration } from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";

/** The URL picks the adapter. */
type Addresses = Pick<Configuration, "log" | "state" | "partitions"> & Partial<Pick<Configuration, "retention">>;

/** @throws AttuneError ATTUNE_LOG_UNAVAILABLE | ATTUNE_LOG_PARTITIONS | ATTUNE_LOG_VERSION | ATTUNE_URL_UNSUPPORTED */
export async function openLog(configuration: Addresses): Promise<EventLog> {
  const { log: url, partitions, retention } = configuration;
  const folder = embeddedFolder(url);
  if (folder !== undefined) {
    const { maxBytesPerPartition, ...times } = retention ?? {};
    const maxBytes = maxBytesPerPartition === undefined ? {} : { maxBytes: maxBytesPerPartition * partitions };
    return openEmbeddedEventLog({ folder, partitions, ...times, ...maxBytes });
  }
  if (/^(nats|tls):\/\//.test(url)) {
    return openNatsEventLog({ url, partitions, ...retention });
  }
  throw new AttuneError("ATTUNE_URL_UNSUPPORTED", `the log's address "${url}" is of no known kind`);
}

/** @throws AttuneError ATTUNE_STATE_UNAVAILABLE | ATTUNE_STATE_FULL | ATTUNE_URL_UNSUPPORTED */
export async function openState(configuration: Addresses): Promise<StateStore> {
  const { state: url } = configuration;
  const folder = embeddedFolder(url);
  if (folder !== undefined) {
    return openEmbeddedStateStore({ folder });
  }
  if (/^rediss?:\/\//.test(url)) {
    return openRedisStateStore({ url });
  }
  throw new AttuneError("ATTUNE_URL_UNSUPPORTED", `the state's address "${url}" is of no known kind`);
}

function embeddedFolder(url: string): string | undefined {
  return url.startsWith("embedded:") ? url.slice("embedded:".length) : undefined;
}

/** Opens both and makes sure that they belong together; closes what it opened when they don't. */
export async function openBoth(configuration: Addresses): Promise<{ log: EventLog; state: StateStore }> {
  const log = await openLog(configuration);
  let state: StateStore | undefined;
  try {
    state = await openState(configuration);
    await assertBelongTogether(log, state);
    return { log, state };
  } catch (error) {
    await Promise.allSettled([log.close(), state?.close()]);
    throw error;
  }
}

/** A state is made of one log's events: with another log, its offsets and profiles would mean nothing. */
async function assertBelongTogether(log: EventLog, state: StateStore): Promise<void> {
  let id = await log.getContext("identity");
  if (id === undefined) {
    await log.putContext("identity", Buffer.from(crypto.randomUUID()));
    id = await log.getContext("identity");
  }
  const identity = `${Buffer.from(id ?? []).toString()}/${log.partitions}`;
  const stored = await state.identify(identity);
  if (stored === identity) return;
  throw new AttuneError("ATTUNE_STATE_FOREIGN", `the state at ${state.description} was made from another log than ${log.description}`);
}
