import { readFileSync } from "node:fs";

/** CPU time of processes by name, in microseconds, from /proc (Linux); null where there is no /proc. */
export interface CpuSample {
  readonly node: number;
  readonly nats: number | null;
  readonly redis: number | null;
}

/** The kernel's clock tick in µs: USER_HZ is 100 on every Linux that Node runs on. */
const TICK_US = 10_000;

export function sampleCpu(pids: { nats?: number; redis?: number }): CpuSample {
  const own = process.cpuUsage();
  return { node: own.user + own.system, nats: ofProcess(pids.nats), redis: ofProcess(pids.redis) };
}

export function cpuPerEvent(
  before: CpuSample,
  after: CpuSample,
  events: number,
): Record<"node" | "nats" | "redis", number | null> {
  const each = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : Math.round(((b - a) / events) * 100) / 100;
  return {
    node: each(before.node, after.node),
    nats: each(before.nats, after.nats),
    redis: each(before.redis, after.redis),
  };
}

function ofProcess(pid: number | undefined): number | null {
  if (pid === undefined) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name may hold blanks: count fields after its closing parenthesis; utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_US;
  } catch {
    return null;
  }
}
