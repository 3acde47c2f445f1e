import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedEventLog, type EmbeddedLogOptions } from "../../src/adapters/embedded/embedded-event-log.js";
import { openEmbeddedStateStore } from "../../src/adapters/embedded/embedded-state-store.js";
import { eventLogContract, type EventLogUnderTest } from "./event-log.contract.js";
import { stateStoreContract } from "./state-store.contract.js";

const PARTITIONS = 6;
const SHORT_WINDOW_MS = 200;

async function openLog(more: Partial<EmbeddedLogOptions> = {}): Promise<EventLogUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), "attune-log-"));
  const log = await openEmbeddedEventLog({ folder, partitions: PARTITIONS, ...more });
  return {
    log,
    reopen: (partitions = PARTITIONS) => openEmbeddedEventLog({ folder, partitions, ...more }),
    async close() {
      await log.close();
      await rm(folder, { recursive: true });
    },
  };
}

eventLogContract("embedded", openLog, {
  shortWindow: { windowMs: SHORT_WINDOW_MS, open: () => openLog({ dedupeWindowMs: SHORT_WINDOW_MS }) },
  small: { open: () => openLog({ maxBytes: 2_000_000 }) },
});

stateStoreContract("embedded", async () => {
  const folder = await mkdtemp(join(tmpdir(), "attune-state-"));
  const store = await openEmbeddedStateStore({ folder });
  return {
    store,
    reopen: () => openEmbeddedStateStore({ folder }),
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
