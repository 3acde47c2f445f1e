import { describe } from "vitest";
import { openNatsEventLog, type NatsEventLogOptions } from "../../src/adapters/nats/nats-event-log.js";
import type { EventLog } from "../../src/ports/event-log.js";
import { natsServerBinary, newestNatsServerBinary, startNats } from "../harness/servers.js";
import { eventLogContract, type EventLogUnderTest } from "./event-log.contract.js";

const PARTITIONS = 4;

async function open(bin: string, more: Partial<NatsEventLogOptions> = {}): Promise<EventLogUnderTest> {
  const server = await startNats({ bin });
  const opened: EventLog[] = [];
  const openOne = async (partitions: number): Promise<EventLog> => {
    const log = await openNatsEventLog({ url: server.url, partitions, ...more });
    opened.push(log);
    return log;
  };
  return {
    log: await openOne(PARTITIONS),
    reopen: (partitions = PARTITIONS) => openOne(partitions),
    async close() {
      for (const log of opened) await log.close();
      await server.stop();
    },
  };
}

const servers = [
  { what: "nats-server", how: "npm run servers", bin: natsServerBinary() },
  { what: "newest nats-server", how: "npm run servers -- --newest", bin: newestNatsServerBinary() },
];

for (const { what, how, bin } of servers) {
  const reason = bin === undefined ? ` (skipped: ${what} not found: ${how})` : "";
  describe.skipIf(bin === undefined)(`NATS JetStream on ${what}${reason}`, () => {
    eventLogContract(what, () => open(bin ?? ""), {
      shortWindow: { windowMs: 200, open: () => open(bin ?? "", { dedupeWindowMs: 200 }) },
      small: { open: () => open(bin ?? "", { maxBytesPerPartition: 4_000_000 }) },
    });
  });
}
