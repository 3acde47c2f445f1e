import { natsServerBinary, redisServerBinary } from "../harness/servers.js";

const missing = [
  ...(natsServerBinary() === undefined ? ["nats-server"] : []),
  ...(redisServerBinary() === undefined ? ["redis-server"] : []),
];

/** Whether the fault tests can't run here; then a group of them names what is missing. */
export const SERVERS_MISSING = missing.length > 0;
export const WHY_SKIPPED = SERVERS_MISSING ? ` (skipped: no ${missing.join(", no ")})` : "";
