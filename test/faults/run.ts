/**
 * The long run: `npm run faults -- --kills 60 --events 100000 --seed 1 [--nats-bin <file>] [--json]`. Real servers, two worker processes, faults
 * of every kind while the load comes in, then the verifier. Progress goes to stderr; `--json` prints the result as the last line on
 * stdout, `--save` adds it to bench/results/. The exit code is 0 only if every count that must be 0 is 0.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Arena } from "./arena.js";
import { type FaultKind, storm } from "./storm.js";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "60" },
    events: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    every: { type: "string", default: "1200" },
    "nats-bin": { type: "string" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const [kills, events, seed, every] = [
  Number(values.kills),
  Number(values.events),
  Number(values.seed),
  Number(values.every),
];
const third = Math.ceil(kills / 3);
/** Beside the kill -9s that were asked for, about a fifth as many of the rarer faults. */
const rare = Math.max(1, Math.round(kills / 15));
const faults: Record<FaultKind, number> = {
  worker: third,
  nats: third,
  redis: third,
  zombie: rare,
  redisLostSecond: rare,
  natsLostTail: Math.max(1, Math.round(rare / 2)),
};
/** A third of the worker processes carry a fault of their own: SIGKILL at any named point. */
const CHANCE_AT_A_POINT = 0.01;

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const start = performance.now();
const nats = values["nats-bin"] === undefined ? undefined : resolve(values["nats-bin"]);
const arena = await Arena.open(nats === undefined ? {} : { natsBin: nats });
try {
  say(`${arena.log.description}, ${arena.state.description}; ${events} events, seed ${seed}`);
  // As long as the storm: the load is over when the last fault has come.
  const all = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const perSecond = Math.ceil(events / ((all * (every + 700)) / 1000));
  const loading = arena.load.send(arena.plan({ seed, events }), perSecond);
  const storming = storm(arena, {
    seed,
    faults,
    every,
    workers: 2,
    workerFaults: (number) =>
      number % 3 === 2 ? { anywhere: { chance: CHANCE_AT_A_POINT, seed: seed + number } } : {},
    onFault: (kind, done) => say(`${seconds()} s  ${done}/${all} ${kind}; ${arena.load.accepted.size} events accepted`),
  });
  const { before, crashes } = await storming;
  say(`${seconds()} s  the storm is over (${crashes} crashes at a named point), the load goes on`);
  await loading;
  arena.startWorker();
  const quietFrom = performance.now();
  await arena.untilQuiet(120_000);
  const catchUpSeconds = (performance.now() - quietFrom) / 1000;
  say(`${seconds()} s  quiet; verifying`);
  const { ok, examples, events: applied, ...verdict } = await arena.verify({ before });
  const crashPoints: Record<string, number> = {};
  for (const { point } of arena.notes) crashPoints[point] = (crashPoints[point] ?? 0) + 1;
  const alarmed = faults.natsLostTail === 0 || arena.alarms("ATTUNE_LOG_DIVERGED") > 0;
  const result = {
    kills: { worker: faults.worker, nats: faults.nats, redis: faults.redis },
    zombies: faults.zombie,
    redisLostSecond: faults.redisLostSecond,
    natsLostTail: faults.natsLostTail,
    crashPoints,
    events: applied,
    ...verdict,
    logDivergedAlarms: arena.alarms("ATTUNE_LOG_DIVERGED"),
    appendsRepeated: arena.load.repeats,
    catchUpSeconds: Math.round(catchUpSeconds * 10) / 10,
    seconds: Number(seconds()),
    ok: ok && alarmed,
  };
  for (const example of examples.slice(0, 20)) say(`WRONG  ${example}`);
  const report = { ...result, ...circumstances() };
  if (values.save) save(report);
  if (values.json) console.log(JSON.stringify(report));
  else console.table(result);
  process.exitCode = result.ok ? 0 : 1;
} finally {
  await arena.close();
}

function seconds(): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

/** Adds the run to those of the day in bench/results/. */
function save(report: ReturnType<typeof circumstances>): void {
  const folder = new URL("../../bench/results/", import.meta.url);
  const file = new URL(`faults-${report.date}.json`, folder);
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { runs: unknown[] }).runs : [];
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ runs: [...earlier, report] }, null, 2)}\n`);
}

/** What the numbers were made with. */
function circumstances() {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    command: `npm run faults -- --kills ${kills} --events ${events} --seed ${seed} --every ${every}${nats === undefined ? "" : " --nats-bin <nats-server>"}`,
    machine: `${processors.length} x ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}`,
    versions: { node: process.versions.node, nats: arena.nats.version, redis: arena.redis.version },
  };
}
