import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { type Running, startAttune } from "../../app/start.js";
import { readStatus, type Status } from "../../app/status.js";
import { threadFile } from "../../training/thread-file.js";
import type { Configuration } from "../../config/index.js";
import type { SegmentCall } from "../../simulator/segment-call.js";
import { Deliveries, intoFiles, letterFile } from "./deliveries.js";
import { feed, type Intake } from "./feed.js";
import { fillCatalogue } from "./fill-catalogue.js";
import { trainFirstModel } from "./first-model.js";
import { type Held, type Intent, IntentReader } from "./intent.js";
import { type Letter, readLetter } from "./letter.js";
import { Newcomers } from "./newcomers.js";
import { Pace } from "./pace.js";
import { planShop } from "./plan.js";
import { type Recommended, recommendTo } from "./recommended.js";
import { rounds } from "./rounds.js";
import { ShopClock } from "./shop-clock.js";
import type { DemoConfiguration } from "./shop-thread.js";
import { Showcase, type Shown } from "./showcase.js";
import { askSlot, type SlotQuestion } from "./slot-question.js";
import type { Moment } from "./view.js";
import { closeShop, MARGIN_MS, NUDGE_MS, untilOwned, untilSettled } from "./waiting.js";

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
  /** Of whom the shown decision is about. */
  readonly intent: (Intent & { readonly held?: Held }) | undefined;
  readonly recommended: Recommended | undefined;
  readonly asked: SlotQuestion | undefined;
  readonly letter: Letter | undefined;
}

/** After so many events what was learnt is put together, and what is popular comes into force. */
const REFRESH_EVENTS = 2_000;
/** After so many events the first model is trained; of fewer in all, after half of them. */
const MODEL_EVENTS = 5_000;
/** Of fewer there is nothing to learn. */
const LEAST_MODEL_EVENTS = 300;
/** After so many events what was decided of them is delivered. */
const DELIVERY_EVENTS = 2_000;
const LOOK_MS = 250;
/** Calls that are sent before what they led to is waited for. */
const ROUND = 1_000;

/** Attune as `attune up` runs it, on the embedded default, with the shop's events sent to its collector and its timers in the shop's time. */
export async function runDemo(run: DemoRun): Promise<DemoResult> {
  const plan = planShop(run.seed, run.people, run.events, Date.now());
  const clock = new ShopClock(plan.start);
  // Nothing of the past is still on its way when the clock moves on: no timer has to wait for it.
  const worker = { ...run.configuration.worker, settleMs: 0, timerTickMs: NUDGE_MS, populationMs: 0 };
  // What is learnt comes into force after so many events, not after so many minutes of the wall's: the same seed tells the same story.
  const recommendations = { ...run.configuration.recommendations, refreshMs: 0 };
  const scoring = { ...run.configuration.scoring, refreshMs: 0 };
  const served = { ...intoFiles(run.configuration), worker, recommendations, scoring };
  const configuration: DemoConfiguration = { ...served, shopClock: clock.shared };
  const thread = threadFile(import.meta.url, "shop-thread");
  const roles = ["worker", "collector", "api"] as const;
  const now = (): number => clock.now();
  let questions = 0;
  const newId = (): string => `demo-${++questions}`;
  const running = await startAttune(configuration, { roles, logger: run.logger, thread, now, newId });
  let deliveries: Deliveries | undefined;
  try {
    await untilOwned(running);
    await fillCatalogue(running.log, run.seed, plan.start);
    await running.refresh();
    deliveries = await Deliveries.open({ configuration: served, running, logger: run.logger });
    return await tell(run, plan.calls, clock, running, deliveries);
  } finally {
    await deliveries?.close();
    await running.stop();
  }
}

async function tell(
  run: DemoRun,
  calls: Iterable<SegmentCall>,
  clock: ShopClock,
  running: Running,
  deliveries: Deliveries,
): Promise<DemoResult> {
  const { log, state } = running;
  const showcase = await Showcase.open(log);
  const begun = performance.now();
  const pace = new Pace();
  const newcomers = new Newcomers();
  const intents = new IntentReader(running, run.configuration);
  const intake = { address: running.address ?? "", writeKey: run.configuration.collector.writeKeys[0]?.key ?? "" };
  const modelAt = Math.min(MODEL_EVENTS, Math.floor((run.events ?? MODEL_EVENTS * 2) / 2));
  let recommended: Recommended | undefined;
  let asked: SlotQuestion | undefined;
  let refreshAt = REFRESH_EVENTS;
  let deliverAt = DELIVERY_EVENTS;
  let sent = 0;
  let moment = clock.now();
  const look = async (): Promise<Moment> => {
    const status = await readStatus(log, state, deliveries.store);
    const shown = showcase.look();
    const intent = shown === undefined ? undefined : await intents.read(shown.decision.person);
    return { status, sent, rate: pace.of(status.applied), shopTime: clock.now(), shown, intent, recommended };
  };
  const watching = new AbortController();
  const watch = watchUntil(watching.signal, async () => run.onMoment(await look()));
  try {
    const size = run.rate === undefined ? ROUND : Math.max(1, Math.min(ROUND, Math.round(run.rate / 2)));
    for (const next of rounds(calls, size)) {
      if (run.stopped.aborted) break;
      // The page's question is an event too: it takes the place of the last one.
      const round = { ...next, calls: next.calls.slice(0, (run.events ?? Number.POSITIVE_INFINITY) - sent) };
      await feed(round.calls, intake);
      for (const call of round.calls) newcomers.saw(call);
      sent += round.calls.length;
      await untilSettled(running, clock, moment);
      if (sent >= deliverAt) {
        await deliveries.deliver(moment);
        deliverAt += DELIVERY_EVENTS;
      }
      if (sent >= refreshAt) {
        await running.refresh();
        refreshAt += REFRESH_EVENTS;
      }
      if (recommended === undefined && sent >= Math.max(modelAt, LEAST_MODEL_EVENTS))
        recommended = await firstModel(run, running, newcomers, intake);
      moment = Math.max(moment, round.until - MARGIN_MS);
      clock.advanceTo(moment);
      if (asked === undefined && recommended !== undefined && sent < (run.events ?? Number.POSITIVE_INFINITY)) {
        asked = await askSlot(recommended.visitor.anonymousId, intake);
        if (asked !== undefined) sent += 1;
      }
      const ahead = run.rate === undefined ? 0 : (sent / run.rate) * 1000 - (performance.now() - begun);
      if (ahead > 1) await sleep(ahead, undefined, { signal: run.stopped }).catch(() => undefined);
    }
    if (!run.stopped.aborted) {
      await deliveries.deliver(moment);
      await deliveries.deliver(await closeShop(running, clock));
      await untilSettled(running, clock, clock.now());
    }
    const seconds = (performance.now() - begun) / 1000;
    const status = await readStatus(log, state, deliveries.store);
    const letter = await readLetter(letterFile(run.configuration.data, deliveries.letter ?? ""));
    const shown = showcase.look();
    const intent = shown === undefined ? undefined : await intents.read(shown.decision.person);
    const held = intent === undefined ? undefined : await intents.held(intent);
    const told = intent && { ...intent, ...(held && { held }) };
    return { sent, seconds, status, shown, intent: told, recommended, asked, letter };
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
