import { setTimeout as sleep } from "node:timers/promises";

/** One look at how far a run has come. */
export interface RateSample {
  readonly at: number;
  readonly done: number;
}

/**
 * Watches a counter until it reaches `goal`, and returns the steady rate: events a second between 20 % and 95 % of the way, so that
 * neither the compiler's warm-up nor the last partitions' tail counts.
 */
export async function steadyRate(
  goal: number,
  read: () => number | Promise<number>,
  onSample: (done: number) => void = () => {},
  timeoutMs = 300_000,
): Promise<{ perSecond: number; seconds: number }> {
  const samples: RateSample[] = [];
  const start = performance.now();
  for (;;) {
    const done = await read();
    const at = performance.now();
    samples.push({ at, done });
    onSample(done);
    if (done >= goal) break;
    if (at - start > timeoutMs) throw new Error(`only ${done} of ${goal} after ${timeoutMs / 1000} s`);
    await sleep(20);
  }
  const from = samples.find(({ done }) => done >= goal * 0.2) ?? (samples[0] as RateSample);
  const to = samples.find(({ done }) => done >= goal * 0.95) ?? (samples[samples.length - 1] as RateSample);
  const perSecond = ((to.done - from.done) / (to.at - from.at)) * 1000;
  return { perSecond, seconds: (performance.now() - start) / 1000 };
}
