import { openEmbeddedEventLog } from "../adapters/embedded/embedded-event-log.js";
import { openEmbeddedStateStore } from "../adapters/embedded/embedded-state-store.js";
import { openNatsEventLog } from "../adapters/nats/nats-event-log.js";
import { openRedisStateStore } from "../adapters/redis/redis-state-store.js";
import type { Configuration } from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import type { EventLog } from "../ports/event-log.js";
import { sameOffset, START, type Space, type StateStore } from "../ports/state-store.js";

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

/**
 * The profiles' state, or a space's.
 * @throws AttuneError ATTUNE_STATE_UNAVAILABLE | ATTUNE_STATE_FULL | ATTUNE_STATE_EVICTS | ATTUNE_URL_UNSUPPORTED
 */
export async function openState(
  configuration: Pick<Addresses, "state">,
  where: { readonly space?: Space } = {},
): Promise<StateStore> {
  const { state: url } = configuration;
  const folder = embeddedFolder(url);
  if (folder !== undefined) {
    return openEmbeddedStateStore({ folder, ...where });
  }
  if (/^rediss?:\/\//.test(url)) {
    return openRedisStateStore({ url, ...where });
  }
  throw new AttuneError("ATTUNE_URL_UNSUPPORTED", `the state's address "${url}" is of no known kind`);
}

/** The space "deliveries": they are of one log's messages. @throws AttuneError ATTUNE_STATE_UNAVAILABLE | ATTUNE_STATE_FOREIGN */
export async function openDeliveries(configuration: Pick<Configuration, "state">, log: EventLog): Promise<StateStore> {
  const store = await openState(configuration, { space: "deliveries" });
  const known = await log.getContext("identity");
  const identity = known === undefined ? undefined : Buffer.from(known).toString();
  if (identity === undefined || (await store.identify(identity)) === identity) return store;
  await store.close();
  throw new AttuneError("ATTUNE_STATE_FOREIGN", `the deliveries at ${store.description} are of another log's messages`);
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

/**
 * A state is made of one log's events: with another log, its offsets and profiles would mean nothing. Both carry the same identity. Several
 * processes may open a new pair at once: the state's first identity wins, and the log takes it over while nothing has been applied.
 */
async function assertBelongTogether(log: EventLog, state: StateStore): Promise<void> {
  const known = await log.getContext("identity");
  const identity = known === undefined ? `${crypto.randomUUID()}/${log.partitions}` : Buffer.from(known).toString();
  const stored = await state.identify(identity);
  if (known !== undefined && stored === identity) return;
  if (known === undefined && (stored === identity || (await isUntouched(log, state)))) {
    await log.putContext("identity", Buffer.from(stored));
    return;
  }
  const message = `the state at ${state.description} was made from another log than ${log.description}`;
  throw new AttuneError("ATTUNE_STATE_FOREIGN", message);
}

async function isUntouched(log: EventLog, state: StateStore): Promise<boolean> {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const offsets = await Promise.all(partitions.map((partition) => state.loadOffset(partition)));
  return offsets.every((offset) => sameOffset(offset, START));
}
