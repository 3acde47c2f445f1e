/**
 * A process of its own: sends events to the log at a fixed rate by the clock, whatever the answers do (open loop), and measures the time from
 * the moment an order event SHOULD have been sent to the arrival of its message. So a stall counts for every event it delays: no coordinated
 * omission. Prints one JSON line. Arguments: log URL, partitions, events a second (0 = as fast as the log takes them), seconds, warm-up seconds.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import { build } from "hdr-histogram-js";
import { openNatsEventLog } from "../../src/adapters/nats/nats-event-log.js";
import { decodeMessage } from "../../src/domain/wire/outbound.js";
import { LoadGenerator } from "./events.js";

const TICK_MS = 2;
const MOST_A_TICK = 2_000;
const IN_FLIGHT = 8;

export interface PacerResult {
  readonly sent: number;
  readonly sentPerSecond: number;
  readonly messages: number;
  readonly expected: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const [url = "", partitionsText = "16", rateText = "0", secondsText = "10", warmUpText = "3"] = process.argv.slice(2);
const [partitions, rate, seconds, warmUp] = [partitionsText, rateText, secondsText, warmUpText].map(Number) as [
  number,
  number,
  number,
  number,
];

const wallMs = (): number => performance.timeOrigin + performance.now();
const latencies = build({
  lowestDiscernibleValue: 1,
  highestTrackableValue: 120_000_000,
  numberOfSignificantValueDigits: 3,
});

const log = await openNatsEventLog({ url, partitions });
const listener = await connect({ servers: url });
const run = `lat${Math.floor(wallMs())}`;
let messages = 0;
listener.subscribe("attune.actions.>", {
  callback: (_error, message) => {
    const arrived = wallMs();
    const cause = decodeMessage(message.data)?.cause ?? "";
    const [prefix, scheduled] = cause.split("_");
    if (prefix !== run || scheduled === undefined) return;
    messages++;
    const meant = Number(scheduled) / 1000;
    if (meant >= measureFrom) latencies.recordValue(Math.max(1, Math.round((arrived - meant) * 1000)));
  },
});
await listener.flush();

const start = wallMs();
const measureFrom = start + warmUp * 1000;
const end = start + (warmUp + seconds) * 1000;
const generator = new LoadGenerator(7, partitions, run);
let sent = 0;
let expected = 0;
let flying = 0;
let failure: unknown;
while (wallMs() < end && failure === undefined) {
  const now = wallMs();
  const due =
    rate === 0
      ? flying < IN_FLIGHT
        ? sent + 512
        : sent
      : Math.min(sent + MOST_A_TICK, Math.floor(((now - start) / 1000) * rate));
  const entries = [];
  for (; sent < due; sent++) {
    const meant = rate === 0 ? now : start + (sent / rate) * 1000;
    const { entry, isOrder } = generator.next(meant, `${run}_${Math.round(meant * 1000)}_${sent}`);
    if (isOrder) expected++;
    entries.push(entry);
  }
  if (entries.length > 0) {
    flying++;
    log.append(entries).then(
      () => flying--,
      (error: unknown) => (failure = error),
    );
  }
  await sleep(rate === 0 && flying < IN_FLIGHT ? 0 : TICK_MS);
}
if (failure !== undefined) throw failure as Error;
const took = (wallMs() - start) / 1000;
// What is still on its way gets a bounded time to arrive.
for (let waited = 0; messages < expected && waited < 10_000 && rate > 0; waited += 50) await sleep(50);

const ms = (value: number): number => Math.round(value / 10) / 100;
const result: PacerResult = {
  sent,
  sentPerSecond: Math.round(sent / took),
  messages,
  expected,
  p50Ms: ms(latencies.getValueAtPercentile(50)),
  p99Ms: ms(latencies.getValueAtPercentile(99)),
  maxMs: ms(latencies.maxValue),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
await listener.close();
await log.close();
