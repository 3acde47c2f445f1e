import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestShop, type TestShop } from "../../test/harness/open-test-shop.js";
import { personToken, partitionOfPerson } from "../domain/person.js";
import { slotEventId } from "../domain/slot-answer.js";
import { type Answer, decodeAnswer } from "../domain/wire/answer.js";
import { normaliseCall } from "../domain/wire/index.js";

/** Nothing would be committed before this has passed, were it not for those who wait. */
const LONG_MS = 600_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({
    now: "2026-03-02T10:00:00Z",
    configure: (configuration) => ({
      ...configuration,
      worker: { ...configuration.worker, checkpointMs: LONG_MS, commitPauseMs: LONG_MS },
    }),
  });
});
afterAll(() => shop.close());

let asked = 0;
async function ask(anonymousId: string): Promise<Answer | undefined> {
  const id = slotEventId(`${++asked}`);
  const call = { type: "track", event: "Slot Requested", anonymousId, properties: { slot: "home-banner" } };
  const checked = normaliseCall(call, { receivedAt: shop.now.getTime(), source: "test", newId: () => id });
  if (!checked.ok) throw new Error(checked.message);
  const person = `a:${anonymousId}` as const;
  const partition = partitionOfPerson(person, shop.log.partitions);
  const { payload } = checked;
  let isDone = false;
  const answer = shop.log
    .request({ topic: "events", partition, id, payload, person: personToken(person), internal: true }, 10_000)
    .finally(() => (isDone = true));
  while (!isDone) {
    await shop.advanceTo(shop.now.getTime());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return decodeAnswer(await answer);
}

async function damage(anonymousId: string): Promise<void> {
  const person = `a:${anonymousId}` as const;
  const partition = partitionOfPerson(person, shop.log.partitions);
  const offset = await shop.state.loadOffset(partition);
  const profiles = new Map([[personToken(person), Buffer.from("no profile")]]);
  const none = { timers: new Map(), totals: undefined, statistics: new Map(), outbox: [], trim: [] };
  await shop.state.commit({ partition, expected: offset, next: offset, profiles, ...none });
}

describe("an owner whose answer somebody waits for", () => {
  it("commits at once, also right after another commit, and answers with what the event decided", async () => {
    for (const device of ["d1", "d1b", "d1c"]) {
      const answer = await ask(device);
      const stored = await shop.decisions(`a:${device}`);
      expect(answer?.decisions.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
      expect(answer?.messages).toEqual(await shop.messages(`a:${device}`));
    }
  });

  it("answers that there is nothing where the person's profile can't be read", async () => {
    await damage("broken");
    expect(await ask("broken")).toEqual({ messages: [], decisions: [] });
  });
});
