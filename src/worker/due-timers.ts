import { parseTimerId, timerEventId } from "../domain/timer.js";
import type { EventLog, LogEntry } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { internalEvent } from "./effects.js";
import type { WorkerSettings } from "./settings.js";

/** Events older than this when they are applied come from an import, a backlog or a slow phone. */
const PAST_MS = 60_000;
/** A fired timer that was not applied after so long is fired again: the log drops the repetition, or has lost the first. */
const REPEAT_MS = 30_000;

/** What a timer was fired for, when, and under which of its names. */
interface Fired {
  readonly due: number;
  readonly at: number;
  readonly again: number;
  /** The log may have dropped the event as a repetition. */
  isDoubtful: boolean;
}

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
  /** By timer id: fired and not yet applied. */
  readonly #fired = new Map<string, Fired>();
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
    const firing: Fired[] = [];
    for (const { id, due } of timers) {
      const before = this.#fired.get(id);
      const fired = before?.due === due ? before : undefined;
      if (fired !== undefined && !fired.isDoubtful && now - fired.at < REPEAT_MS) continue;
      const timer = parseTimerId(id, due);
      if (timer === undefined) continue;
      const again = fired?.isDoubtful === true ? fired.again + 1 : 0;
      const next = { due, at: now, again, isDoubtful: false };
      this.#fired.set(id, next);
      firing.push(next);
      const name = again === 0 ? timerEventId(id, due) : `${timerEventId(id, due)}/${again}`;
      const event = { type: "timer", ...timer, id: name, time: due, hops: 0 } as const;
      entries.push(internalEvent(event, this.#log.partitions).entry);
    }
    if (entries.length === 0) return false;
    const { duplicates } = await this.#log.append(entries);
    // A plan taken back after its timer had fired, and made again for the same moment, has a timer whose event the log has seen. What is
    // still due when everything was applied is fired under another name: one wake too many finds nothing to do.
    if (duplicates > 0) for (const one of firing) one.isDoubtful = true;
    return true;
  }
}
