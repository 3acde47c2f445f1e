import { describe, expect, it } from "vitest";
import { testWorkerSettings } from "../../test/harness/worker-settings.js";
import { MINUTE, SECOND } from "../domain/time.js";
import { timerId } from "../domain/timer.js";
import type { LogEntry } from "../ports/event-log.js";
import { DueTimers } from "./due-timers.js";

const NOW = Date.UTC(2026, 2, 2, 10);

/** A store's timers and a log's entries, as plain lists. */
function partition(settings: Partial<Parameters<typeof testWorkerSettings>[0]> = {}) {
  const timers = new Map<string, number>();
  const appended: LogEntry[] = [];
  const log = {
    partitions: 1,
    append: (entries: readonly LogEntry[]) => {
      appended.push(...entries);
      return Promise.resolve({ stored: entries.length, duplicates: 0 });
    },
  };
  const state = {
    dueTimers: (_partition: number, until: number, limit: number, from = 0) =>
      Promise.resolve(
        [...timers]
          .map(([id, due]) => ({ id, due }))
          .filter(({ due }) => due >= from && due <= until)
          .toSorted((a, b) => a.due - b.due)
          .slice(0, limit),
      ),
  };
  const due = new DueTimers(log, state, 0, testWorkerSettings({ settleMs: 2 * SECOND, ...settings }));
  const set = (who: string, at: number): string => {
    const id = timerId({ person: `u:${who}`, kind: "cart-abandoned", ref: "w1" });
    timers.set(id, at);
    return id;
  };
  return { due, set, timers, appended };
}

describe("due timers", () => {
  it("become one event each, and none before it is due", async () => {
    const { due, set, appended } = partition();
    set("ada", NOW);
    set("bob", NOW + SECOND);
    expect(await due.fire(NOW)).toBe(true);
    expect(await due.fire(NOW + 10)).toBe(false);
    expect(appended.map(({ internal, person }) => [internal, person])).toEqual([[true, "dTphZGE"]]);
  });

  it("that are overdue wait until the past is quiet; those due now do not wait behind them", async () => {
    const { due, set, appended } = partition({ timerBatch: 3 });
    for (let i = 0; i < 10; i++) set(`old${i}`, NOW - 60 * MINUTE + i);
    set("live", NOW - SECOND);
    due.saw(NOW - 60 * MINUTE, () => NOW);
    await due.fire(NOW + 10);
    expect(appended.map(({ person }) => person)).toEqual([Buffer.from("u:live").toString("base64url")]);
    for (let i = 1; i <= 4; i++) await due.fire(NOW + 3 * SECOND + i * 10);
    expect(appended.length).toBe(11);
  });

  it("are turned into the same event again when it never came back: a log may have lost it", async () => {
    const { due, set, appended } = partition();
    const id = set("ada", NOW);
    await due.fire(NOW);
    await due.fire(NOW + 10 * SECOND);
    expect(appended.length).toBe(1);
    await due.fire(NOW + 40 * SECOND);
    expect(appended.map((entry) => entry.id)).toEqual([appended[0]?.id, appended[0]?.id]);
    due.committed(new Map([[id, null]]));
  });
});
