import { setTimeout as sleep } from "node:timers/promises";
import type { Running } from "../../app/start.js";
import { AttuneError } from "../../domain/errors.js";
import type { StateStore } from "../../ports/state-store.js";
import { dueBy } from "./plan.js";
import { isSettled } from "./settled.js";
import type { ShopClock } from "./shop-clock.js";

const POLL_MS = 5;
/** The shop's clock stays so far behind the first event that isn't sent yet, so that a nudge makes no timer fire before it. */
export const MARGIN_MS = 600_000;
/** Owners look for due timers this often, by their clock and by the wall alike: short, because the demo waits for them. */
export const NUDGE_MS = 50;
/** Without progress for so long something is wrong. */
const STUCK_MS = 60_000;

export async function untilOwned(running: Running): Promise<void> {
  await until("the partitions' owners did not start", async () => [
    running.owned().length === running.log.partitions,
    running.owned().length,
  ]);
}

/** All that falls due by the moment has been done, and nothing is under way. */
export async function untilSettled({ log, state }: Running, clock: ShopClock, moment: number): Promise<void> {
  await until("events or timers are not being applied", async () => {
    if (await isSettled(log, state, moment)) return [true, 0];
    // Owners look for timers again only when their clock has moved on.
    clock.advanceTo(Math.min(clock.now() + NUDGE_MS, moment + MARGIN_MS));
    return [false, await appliedSeqs(log.partitions, state)];
  });
}

/** Three hours pass: whoever fell silent has been silent for long enough. @returns the moment then, ms */
export async function closeShop(running: Running, clock: ShopClock): Promise<number> {
  const moment = dueBy(clock.now());
  clock.advanceTo(moment);
  await untilSettled(running, clock, moment);
  return moment;
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
