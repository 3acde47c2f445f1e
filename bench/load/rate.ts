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
    await sleep(100);
  }
  return { perSecond: rateBetween(samples, goal * 0.2, goal * 0.95), seconds: (performance.now() - start) / 1000 };
}

/** The rate while something else goes on, from 30 % of what was done by its end. */
export async function rateDuring(act: Promise<unknown>, read: () => Promise<number>): Promise<number> {
  const samples: RateSample[] = [];
  let over = false;
  const ended = act.finally(() => (over = true));
  while (!over) {
    samples.push({ at: performance.now(), done: await read() });
    await Promise.race([ended, sleep(100)]);
  }
  await ended;
  const done = samples.at(-1)?.done ?? 0;
  return rateBetween(samples, done * 0.3, done);
}

function rateBetween(samples: readonly RateSample[], low: number, high: number): number {
  const from = samples.find(({ done }) => done >= low);
  const to = samples.find(({ done }) => done >= high);
  return from === undefined || to === undefined || to.at === from.at
    ? 0
    : ((to.done - from.done) / (to.at - from.at)) * 1000;
}
