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
      const fresh = entries.filter(({ id }) => !appended.some((one) => one.id === id));
      appended.push(...fresh);
      return Promise.resolve({ stored: fresh.length, duplicates: entries.length - fresh.length });
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

  it("that are set again for the moment they had fired for, and were dropped at, fire under another name", async () => {
    const { due, set, timers, appended } = partition();
    const id = set("ada", NOW);
    await due.fire(NOW);
    // The plan had been taken back: the wake cleared the timer. Then the same plan is made again.
    timers.delete(id);
    due.committed(new Map([[id, null]]));
    set("ada", NOW);
    for (let i = 0; i < 3; i++) await due.fire(NOW + i);
    expect(appended.map((one) => one.id.slice(one.id.lastIndexOf("/") + 1))).toEqual([String(NOW), "1"]);
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
    const [lost] = appended.splice(0);
    await due.fire(NOW + 40 * SECOND);
    expect(appended.map((entry) => entry.id)).toEqual([lost?.id]);
    due.committed(new Map([[id, null]]));
  });
});
