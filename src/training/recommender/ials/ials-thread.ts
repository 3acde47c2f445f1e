/** The piscina entry: one thread of a training run. Started by crew.ts. */
import { workerData } from "node:worker_threads";
import type { ThreadTask } from "./crew.js";
import { Hand } from "./phases.js";
import type { IalsPlan } from "./plan.js";

const plan = workerData as IalsPlan;
const hands = new Map<number, Hand>();

export function work({ hand: number, phase }: ThreadTask): void {
  let hand = hands.get(number);
  if (hand === undefined) hands.set(number, (hand = new Hand(plan, number)));
  while (hand.work(phase));
}
