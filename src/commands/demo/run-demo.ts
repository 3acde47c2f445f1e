import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { type Running, startAttune } from "../../app/start.js";
import { readStatus, type Status } from "../../app/status.js";
import { threadFile } from "../../training/thread-file.js";
import type { Configuration } from "../../config/index.js";
import { AttuneError } from "../../domain/errors.js";
import type { StateStore } from "../../ports/state-store.js";
import type { SegmentCall } from "../../simulator/segment-call.js";
import { feed, type Intake } from "./feed.js";
import { fillCatalogue } from "./fill-catalogue.js";
import { trainFirstModel } from "./first-model.js";
import { Newcomers } from "./newcomers.js";
import { dueBy, planShop } from "./plan.js";
import { type Recommended, recommendTo } from "./recommended.js";
import { rounds } from "./rounds.js";
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
  readonly recommended: Recommended | undefined;
}

/** After so many events what was learnt is put together, and what is popular comes into force. */
const REFRESH_EVENTS = 2_000;
/** After so many events the first model is trained; of fewer in all, after half of them. */
const MODEL_EVENTS = 5_000;
/** Of fewer there is nothing to learn. */
const LEAST_MODEL_EVENTS = 300;
const LOOK_MS = 250;
/** Calls that are sent before what they led to is waited for. */
const ROUND = 1_000;
const POLL_MS = 5;
/** The shop's clock stays so far behind the first event that isn't sent yet, so that a nudge makes no timer fire before it. */
const MARGIN_MS = 600_000;
/** Owners look for due timers this often, by their clock and by the wall alike: short, because the demo waits for them. */
const NUDGE_MS = 50;
/** Without progress for so long something is wrong. */
const STUCK_MS = 60_000;

/** Attune as `attune up` runs it, on the embedded default, with the shop's events sent to its collector and its timers in the shop's time. */
export async function runDemo(run: DemoRun): Promise<DemoResult> {
  const plan = planShop(run.seed, run.people, run.events, Date.now());
  const clock = new ShopClock(plan.start);
  // Nothing of the past is still on its way when the clock moves on: no timer has to wait for it.
  const worker = { ...run.configuration.worker, settleMs: 0, timerTickMs: NUDGE_MS, populationMs: 0 };
  // What is learnt comes into force after so many events, not after so many minutes of the wall's: the same seed tells the same story.
  const recommendations = { ...run.configuration.recommendations, refreshMs: 0 };
  const configuration: DemoConfiguration = { ...run.configuration, worker, recommendations, shopClock: clock.shared };
  const thread = threadFile(import.meta.url, "shop-thread");
  const roles = ["worker", "collector", "api"] as const;
  const now = (): number => clock.now();
  const running = await startAttune(configuration, { roles, logger: run.logger, thread, now });
  try {
    await untilOwned(running);
    await fillCatalogue(running.log, run.seed, plan.start);
    await running.refresh();
    return await tell(run, plan.calls, clock, running);
  } finally {
    await running.stop();
  }
}

async function tell(
  run: DemoRun,
  calls: Iterable<SegmentCall>,
  clock: ShopClock,
  running: Running,
): Promise<DemoResult> {
  const { log, state } = running;
  const showcase = await Showcase.open(log);
  const begun = performance.now();
  const pace = new Pace();
  const newcomers = new Newcomers();
  const intake = { address: running.address ?? "", writeKey: run.configuration.collector.writeKeys[0]?.key ?? "" };
  const modelAt = Math.min(MODEL_EVENTS, Math.floor((run.events ?? MODEL_EVENTS * 2) / 2));
  let recommended: Recommended | undefined;
  let refreshAt = REFRESH_EVENTS;
  let sent = 0;
  let moment = clock.now();
  const look = async (): Promise<Moment> => {
    const status = await readStatus(log, state);
    return { status, sent, rate: pace.of(status.applied), shopTime: clock.now(), shown: showcase.look(), recommended };
  };
  const watching = new AbortController();
  const watch = watchUntil(watching.signal, async () => run.onMoment(await look()));
  try {
    const size = run.rate === undefined ? ROUND : Math.max(1, Math.min(ROUND, Math.round(run.rate / 2)));
    for (const round of rounds(calls, size)) {
      if (run.stopped.aborted) break;
      await feed(round.calls, intake);
      for (const call of round.calls) newcomers.saw(call);
      sent += round.calls.length;
      await untilSettled(running, clock, moment);
      if (sent >= refreshAt) {
        await running.refresh();
        refreshAt += REFRESH_EVENTS;
      }
      if (recommended === undefined && sent >= Math.max(modelAt, LEAST_MODEL_EVENTS))
        recommended = await firstModel(run, running, newcomers, intake);
      moment = Math.max(moment, round.until - MARGIN_MS);
      clock.advanceTo(moment);
      const ahead = run.rate === undefined ? 0 : (sent / run.rate) * 1000 - (performance.now() - begun);
      if (ahead > 1) await sleep(ahead, undefined, { signal: run.stopped }).catch(() => undefined);
    }
    if (!run.stopped.aborted) await closeShop(running, clock);
    const seconds = (performance.now() - begun) / 1000;
    return { sent, seconds, status: await readStatus(log, state), shown: showcase.look(), recommended };
  } finally {
    watching.abort();
    await watch;
    await showcase.close();
  }
}

/** What somebody new is recommended before there is a model, and by the first one, of all that the shop has seen so far. */
async function firstModel(
  { configuration, seed }: DemoRun,
  running: Running,
  newcomers: Newcomers,
  intake: Intake,
): Promise<Recommended | undefined> {
  const visitor = newcomers.newest;
  if (visitor === undefined) return undefined;
  await running.refresh();
  const before = await recommendTo(visitor, intake);
  const model = await trainFirstModel(running.log, configuration.models, seed);
  await running.refresh();
  return { visitor, before, model, after: await recommendTo(visitor, intake) };
}

async function watchUntil(stopped: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!stopped.aborted) {
    await sleep(LOOK_MS, undefined, { signal: stopped }).catch(() => undefined);
    if (!stopped.aborted) await look();
  }
}

async function untilOwned(running: Running): Promise<void> {
  await until("the partitions' owners did not start", async () => [
    running.owned().length === running.log.partitions,
    running.owned().length,
  ]);
}

/** All that falls due by the moment has been done, and nothing is under way. */
async function untilSettled({ log, state }: Running, clock: ShopClock, moment: number): Promise<void> {
  await until("events or timers are not being applied", async () => {
    if (await isSettled(log, state, moment)) return [true, 0];
    // Owners look for timers again only when their clock has moved on.
    clock.advanceTo(Math.min(clock.now() + NUDGE_MS, moment + MARGIN_MS));
    return [false, await appliedSeqs(log.partitions, state)];
  });
}

/** Three hours pass: whoever fell silent has been silent for long enough. */
async function closeShop(running: Running, clock: ShopClock): Promise<void> {
  const moment = dueBy(clock.now());
  clock.advanceTo(moment);
  await untilSettled(running, clock, moment);
}

async function appliedSeqs(partitions: number, state: StateStore): Promise<number> {
  let sum = 0;
  for (let partition = 0; partition < partitions; partition++) sum += (await state.loadOffset(partition)).seq;
  return sum;
}

/** Polls until the first value is true; gives up when the second one has not changed for a long time. */
async function until(wrong: string, poll: () => Promise<readonly [done: boolean, progress: number]>): Promise<void> {
  let [since, last] = [performance.now(), Number.NaN];
  for (;;) {
    const [done, progress] = await poll();
    if (done) return;
    if (progress !== last) [since, last] = [performance.now(), progress];
    if (performance.now() - since > STUCK_MS)
      throw new AttuneError("ATTUNE_STATE_UNAVAILABLE", `${wrong} for ${STUCK_MS / 1000} seconds`);
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
    return first === undefined || now === first.at
      ? 0
      : Math.round(((applied - first.applied) / (now - first.at)) * 1000);
  }
}
