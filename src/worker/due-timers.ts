import { parseTimerId, timerEventId } from "../domain/timer.js";
import type { EventLog, LogEntry } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { internalEvent } from "./effects.js";
import type { WorkerSettings } from "./settings.js";

/** Events older than this when they are applied come from an import, a backlog or a slow phone. */
const PAST_MS = 60_000;
/** A fired timer that was not applied after so long is fired again: the log drops the repetition, or has lost the first. */
const REPEAT_MS = 30_000;

type TimerLog = Pick<EventLog, "append" | "partitions">;
type TimerState = Pick<StateStore, "dueTimers">;

/**
 * Turns due timers into events through the log (DESIGN 4.3), when the input is drained. An event of the past may set a timer that is long
 * overdue while the person's next event is still on its way; such timers wait until the past has been quiet for `settleMs`, so that
 * an import gives the same decisions however fast it runs.
 */
export class DueTimers {
  readonly #log: TimerLog;
  readonly #state: TimerState;
  readonly #partition: number;
  readonly #settings: WorkerSettings;
  /** Timer id -> the due time it was fired for, and when: fired and not yet applied. */
  readonly #fired = new Map<string, { readonly due: number; readonly at: number }>();
  #lastLook = Number.NEGATIVE_INFINITY;
  #lastPast = Number.NEGATIVE_INFINITY;

  constructor(log: TimerLog, state: TimerState, partition: number, settings: WorkerSettings) {
    this.#log = log;
    this.#state = state;
    this.#partition = partition;
    this.#settings = settings;
  }

  begin(now: number): void {
    this.#lastPast = now;
  }

  /** An event of this time was applied. */
  saw(eventTime: number, now: () => number): void {
    const current = now();
    if (eventTime < current - PAST_MS) this.#lastPast = current;
  }

  /** Timers that a commit set or cleared are no longer waiting to be applied. */
  committed(timers: ReadonlyMap<string, number | null>): void {
    for (const id of timers.keys()) this.#fired.delete(id);
  }

  /** @returns whether any timer was turned into an event. */
  async fire(now: number): Promise<boolean> {
    if (now - this.#lastLook < this.#settings.timerTickMs) return false;
    this.#lastLook = now;
    const isSettled = now - this.#lastPast >= this.#settings.settleMs;
    // Not settled: overdue timers are left out of the question, so that those due now don't wait behind them.
    const from = isSettled ? 0 : now - PAST_MS;
    const limit = this.#settings.timerBatch + this.#fired.size;
    const timers = await this.#state.dueTimers(this.#partition, now, limit, from);
    const entries: LogEntry[] = [];
    for (const { id, due } of timers) {
      const fired = this.#fired.get(id);
      if (fired?.due === due && now - fired.at < REPEAT_MS) continue;
      const timer = parseTimerId(id, due);
      if (timer === undefined) continue;
      this.#fired.set(id, { due, at: now });
      const event = { type: "timer", ...timer, id: timerEventId(id, due), time: due, hops: 0 } as const;
      entries.push(internalEvent(event, this.#log.partitions).entry);
    }
    if (entries.length === 0) return false;
    await this.#log.append(entries);
    return true;
  }
}
