import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedEventLog, type EmbeddedLogOptions } from "../../src/adapters/embedded/embedded-event-log.js";
import { openEnvironment, openTable } from "../../src/adapters/embedded/environment.js";
import { streamKey, streamOf } from "../../src/adapters/embedded/log-layout.js";
import { openEmbeddedStateStore } from "../../src/adapters/embedded/embedded-state-store.js";
import { eventLogContract, type EventLogUnderTest } from "./event-log.contract.js";
import { stateStoreContract } from "./state-store.contract.js";

const PARTITIONS = 6;
const SHORT_WINDOW_MS = 200;
const SHORT_RETENTION_MS = 100;

async function openLog(
  more: Partial<EmbeddedLogOptions> = {},
): Promise<EventLogUnderTest & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "attune-log-"));
  const log = await openEmbeddedEventLog({ folder, partitions: PARTITIONS, ...more });
  return {
    folder,
    log,
    reopen: (partitions = PARTITIONS) => openEmbeddedEventLog({ folder, partitions, ...more }),
    async close() {
      await log.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A log from before it had the topic "items": without that stream's head. */
async function openOldLog(): Promise<EventLogUnderTest> {
  const under = await openLog();
  await under.log.append([{ topic: "events", partition: 0, id: "e", payload: new Uint8Array(1) }]);
  await under.log.close();
  const environment = openEnvironment(join(under.folder, "log"), "never", "ATTUNE_LOG_UNAVAILABLE");
  await openTable(environment, "heads", "versioned").remove(streamKey(streamOf("items", 0)));
  await environment.close();
  return under;
}

eventLogContract("embedded", openLog, {
  shortWindow: { windowMs: SHORT_WINDOW_MS, open: () => openLog({ dedupeWindowMs: SHORT_WINDOW_MS }) },
  small: { open: () => openLog({ maxBytes: 2_000_000 }) },
  shortRetention: { retentionMs: SHORT_RETENTION_MS, open: () => openLog({ retentionMs: SHORT_RETENTION_MS }) },
  old: { open: openOldLog },
});

stateStoreContract("embedded", async () => {
  const folder = await mkdtemp(join(tmpdir(), "attune-state-"));
  const store = await openEmbeddedStateStore({ folder });
  return {
    store,
    reopen: (space) => openEmbeddedStateStore({ folder, ...(space === undefined ? {} : { space }) }),
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
