import { setTimeout as sleep } from "node:timers/promises";
import type { Backend } from "../harness/server-pair.js";
import { DeliveryArena } from "./delivery-arena.js";
import { DeliveryChild } from "./delivery-child.js";
import { Counterparts } from "./delivery-counterparts.js";
import { planDeliveries } from "./delivery-plan.js";
import { type DeliveryVerdict, judgeDeliveries } from "./delivery-verdict.js";
import { seededRandom } from "./seeded-random.js";

export interface DeliveryRun {
  readonly backend: Backend;
  readonly seed: number;
  readonly messages: number;
  /** Dispatchers killed (-9), and stopped for longer than their lease and continued. */
  readonly kills: number;
  readonly zombies: number;
  /** The pause between two of these, ms; and how long the messages take to come in. */
  readonly everyMs: number;
  readonly say?: (line: string) => void;
}

export interface DeliveryResult extends DeliveryVerdict {
  readonly kills: number;
  readonly zombies: number;
  readonly calls: number;
  readonly seconds: number;
}

/** As long as a lease lasts, and some. */
const STOPPED_MS = 1_200;
const SETTLED_WITHIN_MS = 180_000;

/**
 * Real providers that misbehave by chance, dispatchers as processes that are killed, stopped and continued while messages come in, and then the verdict
 * over what the providers saw, what the store says and what profiles were told.
 */
export async function runDeliveries(run: DeliveryRun): Promise<DeliveryResult> {
  const { seed, kills, zombies, everyMs, say = () => {} } = run;
  const began = performance.now();
  const counterparts = await Counterparts.start(seed + 1);
  const arena = await DeliveryArena.open(run.backend, counterparts);
  const children: DeliveryChild[] = [];
  const start = (): DeliveryChild => {
    const child = new DeliveryChild(arena.task);
    children.push(child);
    return child;
  };
  try {
    let child = start();
    await child.started;
    const now = Date.now();
    const lastsMs = (kills + zombies + 1) * everyMs;
    const plan = planDeliveries(seed, run.messages, now, lastsMs);
    await arena.settle(plan, now);
    const coming = comeIn(arena, plan.messages, lastsMs);
    for (const fault of shuffled(kills, zombies, seed)) {
      await sleep(everyMs);
      const next = start();
      if (fault === "kill") child.kill("SIGKILL");
      else void stopped(child, next);
      await next.started;
      say(`${seconds(began)} s  ${fault}; ${JSON.stringify(await arena.counts())}`);
      child = next;
    }
    await coming;
    await untilSettled(arena, run.messages);
    for (const each of children) each.kill("SIGTERM");
    await Promise.all(children.map(({ exited }) => exited));
    const { calls, taken } = counterparts.seen();
    const told = await arena.told();
    const verdict = judgeDeliveries({ plan, deliveries: await arena.deliveries(), calls, taken, told });
    return { ...verdict, kills, zombies, calls: calls.length, seconds: Number(seconds(began)) };
  } catch (error) {
    for (const each of children) for (const line of each.lines) say(line);
    throw error;
  } finally {
    for (const each of children) each.kill("SIGKILL");
    await Promise.all(children.map(({ exited }) => exited));
    await counterparts.stop();
    await arena.close();
  }
}

/** It stands still until its successor has taken over, and goes on in the belief that everything is still its own; then it ends. */
async function stopped(child: DeliveryChild, next: DeliveryChild): Promise<void> {
  const goOn = child.stop();
  await next.started;
  await sleep(STOPPED_MS);
  goOn();
  await sleep(STOPPED_MS);
  child.kill("SIGTERM");
}

async function comeIn(
  arena: DeliveryArena,
  messages: Parameters<DeliveryArena["append"]>[0],
  ms: number,
): Promise<void> {
  const parts = 20;
  const size = Math.ceil(messages.length / parts);
  for (let from = 0; from < messages.length; from += size) {
    await arena.append(messages.slice(from, from + size));
    await sleep(ms / parts);
  }
}

async function untilSettled(arena: DeliveryArena, messages: number): Promise<void> {
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const { known, pending } = await arena.counts();
    if (known >= messages && pending === 0) return;
    if (performance.now() > deadline)
      throw new Error(`${messages - known} messages unknown, ${pending} without an end`);
    await sleep(200);
  }
}

function shuffled(kills: number, zombies: number, seed: number): ("kill" | "zombie")[] {
  const random = seededRandom(seed + 2);
  const faults = [...Array<"kill">(kills).fill("kill"), ...Array<"zombie">(zombies).fill("zombie")];
  return faults
    .map((fault) => ({ fault, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ fault }) => fault);
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1_000).toFixed(1);
}
