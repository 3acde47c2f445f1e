import { setImmediate as nextTurn } from "node:timers/promises";
import { Piscina } from "piscina";
import { threadFile } from "../../thread-file.js";
import { blocksOf, Control, Hand, type Phase } from "./phases.js";
import type { IalsPlan } from "./plan.js";

/** Who does the phases of a plan. */
export interface Crew {
  /** Ends when the phase is done, or sooner where the plan was told to stop. `onShare`: how much of it has been taken, 0 to 1, now and then. */
  run(phase: Phase, onShare: (share: number) => void): Promise<void>;
  close(): Promise<void>;
}

export interface ThreadTask {
  readonly hand: number;
  readonly phase: Phase;
}

const REPORT_EVERY_MS = 200;
const TURN_MS = 20;

/** Piscina threads over the plan's memory. */
export function threadCrew(plan: IalsPlan): Crew {
  const { file, execArgv } = threadFile(import.meta.url, "ials-thread");
  const pool = new Piscina({
    filename: file.href,
    name: "work",
    execArgv,
    workerData: plan,
    minThreads: plan.threads,
    maxThreads: plan.threads,
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  const control = new Control(plan);
  return {
    async run(phase, onShare) {
      control.begin();
      const blocks = blocksOf(plan, phase);
      const timer = setInterval(() => onShare(Math.min(1, control.taken / blocks)), REPORT_EVERY_MS);
      try {
        const tasks = Array.from({ length: plan.threads }, (_, hand): ThreadTask => ({ hand, phase }));
        await Promise.all(tasks.map((task) => pool.run(task)));
      } finally {
        clearInterval(timer);
      }
    },
    close: () => pool.destroy(),
  };
}

/** This thread, giving others a turn: for what is done before a thread would have started. */
export function ownCrew(plan: IalsPlan): Crew {
  const hand = new Hand(plan, 0);
  const control = new Control(plan);
  return {
    async run(phase, onShare) {
      control.begin();
      let turn = performance.now();
      while (hand.work(phase)) {
        if (performance.now() - turn < TURN_MS) continue;
        onShare(control.taken / blocksOf(plan, phase));
        await nextTurn();
        turn = performance.now();
      }
    },
    close: () => Promise.resolve(),
  };
}
