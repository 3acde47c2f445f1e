import { jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { describe } from "vitest";
import { openNatsEventLog, type NatsEventLogOptions } from "../../src/adapters/nats/nats-event-log.js";
import type { EventLog } from "../../src/ports/event-log.js";
import { natsServerBinary, newestNatsServerBinary, startNats } from "../harness/servers.js";
import { eventLogContract, type EventLogUnderTest } from "./event-log.contract.js";

const PARTITIONS = 4;

async function open(
  bin: string,
  more: Partial<NatsEventLogOptions> = {},
): Promise<EventLogUnderTest & { readonly url: string }> {
  const server = await startNats({ bin });
  const opened: EventLog[] = [];
  const openOne = async (partitions: number): Promise<EventLog> => {
    const log = await openNatsEventLog({ url: server.url, partitions, ...more });
    opened.push(log);
    return log;
  };
  return {
    url: server.url,
    log: await openOne(PARTITIONS),
    reopen: (partitions = PARTITIONS) => openOne(partitions),
    async close() {
      for (const log of opened) await log.close();
      await server.stop();
    },
  };
}

/** A log from before it had the topic "items": without its stream, and without a list of topics. */
async function openOld(bin: string): Promise<EventLogUnderTest> {
  const under = await open(bin);
  await under.log.append([{ topic: "events", partition: 0, id: "e", payload: new Uint8Array(1) }]);
  const nc = await connect({ servers: under.url });
  await (await jetstreamManager(nc)).streams.delete("ATTUNE_ITEMS");
  const kv = await new Kvm(nc).open("ATTUNE_CONTEXT");
  const layout = (await kv.get("attune.layout"))?.json<Record<string, unknown>>();
  await kv.put("attune.layout", JSON.stringify({ ...layout, topics: undefined }));
  await nc.close();
  return under;
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
      shortRetention: {
        retentionMs: 200,
        open: () => open(bin ?? "", { retentionMs: 200, dedupeWindowMs: 100, actionsDedupeMs: 100 }),
      },
      old: { open: () => openOld(bin ?? "") },
      small: { open: () => open(bin ?? "", { maxBytesPerPartition: 4_000_000 }) },
    });
  });
}
