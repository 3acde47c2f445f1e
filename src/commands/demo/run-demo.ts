import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { type Running, startAttune } from "../../app/start.js";
import { readStatus, type Status } from "../../app/status.js";
import { threadFile } from "../../app/thread-file.js";
import type { Configuration } from "../../config/index.js";
import { AttuneError } from "../../domain/errors.js";
import { feed } from "./feed.js";
import { dueBy, planShop } from "./plan.js";
import { isSettled } from "./settled.js";
import { ShopClock } from "./shop-clock.js";
import type { DemoConfiguration } from "./shop-thread.js";
import { Showcase, type Shown } from "./showcase.js";
import type { Moment } from "./view.js";

export interface DemoRun {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly seed: number;
  readonly people: number;
  /** Exactly so many events, then everything they lead to; undefined: until stopped, or until the shop's time reaches the present. */
  readonly events: number | undefined;
  /** Events a second; undefined: as fast as they are taken. */
  readonly rate: number | undefined;
  readonly stopped: AbortSignal;
  /** Called about four times a second. */
  readonly onMoment: (moment: Moment) => void;
}

export interface DemoResult {
  readonly sent: number;
  readonly seconds: number;
  readonly status: Status;
  readonly shown: Shown | undefined;
}

const LOOK_MS = 250;
const POLL_MS = 25;
/** Without progress for so long something is wrong. */
const STUCK_MS = 60_000;

/** Attune as `attune up` runs it, on the embedded default, with the shop's events sent to its collector and its timers in the shop's time. */
export async function runDemo(run: DemoRun): Promise<DemoResult> {
  const plan = planShop(run.seed, run.people, run.events, Date.now());
  const clock = new ShopClock(plan.start);
  const configuration: DemoConfiguration = { ...run.configuration, shopClock: clock.shared };
  const thread = threadFile(import.meta.url, "shop-thread");
  const running = await startAttune(configuration, { roles: ["worker", "collector"], logger: run.logger, thread });
  try {
    await untilOwned(running);
    return await tell(run, plan.calls, clock, running);
  } finally {
    await running.stop();
  }
}

async function tell(run: DemoRun, calls: DemoCalls, clock: ShopClock, running: Running): Promise<DemoResult> {
  const { log, state } = running;
  const showcase = await Showcase.open(log);
  const begun = performance.now();
  const pace = new Pace();
  let sent = 0;
  const look = async (): Promise<Moment> => {
    const status = await readStatus(log, state);
    return { status, sent, rate: pace.of(status.applied), shopTime: clock.now(), shown: showcase.look() };
  };
  const watching = new AbortController();
  const watch = watchUntil(watching.signal, async () => run.onMoment(await look()));
  try {
    const onStored = (count: number, time: number): void => {
      sent += count;
      clock.advanceTo(time);
    };
    const writeKey = run.configuration.collector.writeKeys[0]?.key ?? "";
    await feed(calls, { address: running.address ?? "", writeKey, rate: run.rate, stopped: run.stopped, onStored });
    await untilApplied(running);
    // The shop closes: whoever fell silent has been silent for three hours now.
    const until = dueBy(clock.now());
    if (!run.stopped.aborted) await untilSettled(running, clock, until, run.configuration.worker.timerTickMs);
    const seconds = (performance.now() - begun) / 1000;
    return { sent, seconds, status: await readStatus(log, state), shown: showcase.look() };
  } finally {
    watching.abort();
    await watch;
    await showcase.close();
  }
}

type DemoCalls = Parameters<typeof feed>[0];

async function watchUntil(stopped: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!stopped.aborted) {
    await sleep(LOOK_MS, undefined, { signal: stopped }).catch(() => undefined);
    if (!stopped.aborted) await look();
  }
}

async function untilOwned(running: Running): Promise<void> {
  await until("the partitions' owners did not start", async () => [running.owned().length === running.log.partitions, running.owned().length]);
}

async function untilApplied({ log, state }: Running): Promise<void> {
  await until("events are not being applied", async () => {
    const { lag } = await readStatus(log, state);
    return [lag === 0, lag];
  });
}

async function untilSettled({ log, state }: Running, clock: ShopClock, moment: number, tickMs: number): Promise<void> {
  clock.advanceTo(moment);
  await until("timers are not being applied", async () => {
    // Owners look for timers again only when their clock has moved on.
    clock.advanceTo(clock.now() + tickMs);
    const settled = await isSettled(log, state, moment);
    return [settled, settled ? 0 : (await readStatus(log, state)).internal];
  });
}

/** Polls until the first value is true; gives up when the second one has not changed for a long time. */
async function until(wrong: string, poll: () => Promise<readonly [done: boolean, progress: number]>): Promise<void> {
  let [since, last] = [performance.now(), Number.NaN];
  for (;;) {
    const [done, progress] = await poll();
    if (done) return;
    if (progress !== last) [since, last] = [performance.now(), progress];
    if (performance.now() - since > STUCK_MS) throw new AttuneError("ATTUNE_STATE_UNAVAILABLE", `${wrong} for ${STUCK_MS / 1000} seconds`);
    await sleep(POLL_MS);
  }
}

/** Events a second over the last few looks. */
class Pace {
  readonly #looks: { readonly at: number; readonly applied: number }[] = [];

  of(applied: number): number {
    const now = performance.now();
    this.#looks.push({ at: now, applied });
    if (this.#looks.length > 9) this.#looks.shift();
    const first = this.#looks[0];
    return first === undefined || now === first.at ? 0 : Math.round(((applied - first.applied) / (now - first.at)) * 1000);
  }
}
