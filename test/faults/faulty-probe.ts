import { writeSync } from "node:fs";
import type { CrashPoint, Probe } from "../../src/worker/probe.js";
import type { FaultNote, FaultSpec } from "./fault-spec.js";
import { seededRandom } from "./seeded-random.js";

/** One partition, so that one thread counts the passings, and the process is stopped once. */
const PARTITION = 0;

/** A probe that ends or stops its own process where the spec says. */
export function faultyProbe(spec: FaultSpec, thread: number): Probe {
  const random = seededRandom((spec.anywhere?.seed ?? 0) + thread);
  let passings = 0;
  return (point, partition) => {
    const { at, anywhere } = spec;
    if (at?.point === point && partition === PARTITION && ++passings === at.passing)
      signal(at.signal, point, partition);
    else if (anywhere !== undefined && random() < anywhere.chance) signal("SIGKILL", point, partition);
  };
}

function signal(name: FaultNote["fault"], point: CrashPoint, partition: number): void {
  const note: FaultNote = { fault: name, point, partition };
  // Synchronous and past the thread's own console: nothing is written any more once the signal is there.
  writeSync(1, `${JSON.stringify(note)}\n`);
  process.kill(process.pid, name);
}
