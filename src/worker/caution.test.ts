import { describe, expect, it } from "vitest";
import type { Suspicion } from "../ports/state-store.js";
import { Caution } from "./caution.js";

const BATCH = 512;

/** The store's notes of one partition; they outlive the owners. */
function notes() {
  let note: Suspicion | undefined;
  return {
    readSuspicion: () => Promise.resolve(note),
    writeSuspicion: (_partition: number, suspicion: Suspicion | undefined) => {
      note = suspicion;
      return Promise.resolve();
    },
  };
}

/** Lives of owners over records 1…last, each ended by the poison, until one gets past it. Returns how often it took one down. */
async function livesOver(last: number, poison: number, suspectKnown: boolean) {
  const store = notes();
  let [offset, deaths, condemned] = [0, 0, 0];
  while (offset < last && deaths < 100) {
    const caution = new Caution(store, 0, 3);
    await caution.begin(suspectKnown && deaths > 0 && condemned === 0 ? poison : 0);
    let died = false;
    while (offset < last && !died) {
      const first = offset + 1;
      const size = Math.min(BATCH, caution.limit(first), last - offset);
      if (size === 1 && caution.careful && (await caution.condemns(first))) {
        condemned = first;
      } else if (poison >= first && poison < first + size && condemned !== poison) {
        died = true;
        continue;
      }
      offset += size;
      caution.committed(offset, BATCH);
    }
    if (died) deaths++;
    else await caution.end();
  }
  return { deaths, condemned, offset, left: await store.readSuspicion() };
}

describe("caution", () => {
  it("finds an event that takes its owner down, by halving the distance, and gives up just that one", async () => {
    const { deaths, condemned, offset, left } = await livesOver(2_000, 777, false);
    expect([condemned, offset, left]).toEqual([777, 2_000, undefined]);
    expect(deaths).toBeLessThanOrEqual(14);
  });

  it("needs no halving where the watchdog saw the record at work", async () => {
    const { deaths, condemned } = await livesOver(2_000, 777, true);
    expect(condemned).toBe(777);
    expect(deaths).toBeLessThanOrEqual(4);
  });

  it("trusts a predecessor that ended cleanly, and is careful after one that did not", async () => {
    const store = notes();
    const first = new Caution(store, 0, 3);
    await first.begin();
    expect([first.limit(1), first.careful]).toEqual([Number.POSITIVE_INFINITY, false]);
    await first.end();
    const second = new Caution(store, 0, 3);
    await second.begin();
    expect(second.careful).toBe(false);
    const third = new Caution(store, 0, 3);
    await third.begin();
    expect([third.limit(1), third.careful]).toEqual([1, true]);
  });

  it("trusts again after a few commits", async () => {
    const store = notes();
    await new Caution(store, 0, 3).begin();
    const caution = new Caution(store, 0, 3);
    await caution.begin();
    let [offset, commits] = [0, 0];
    for (; caution.careful; commits++) {
      offset += caution.limit(offset + 1);
      caution.committed(offset, BATCH);
    }
    expect(commits).toBe(10);
  });
});
