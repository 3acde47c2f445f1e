import { beforeAll, describe, expect, it } from "vitest";
import { buildEngineContext, requireConfiguration, shippedFolder } from "../../config/index.js";
import type { Message } from "../../domain/message.js";
import { DAY, WEEK } from "../../domain/time.js";
import { makePopulation, type ShopCall } from "../../simulator/population/index.js";
import { runWorld, type Sender } from "../../simulator/world/index.js";
import { AttuneSender } from "./attune-sender.js";
import { simulate } from "./simulate.js";

const context = buildEngineContext(requireConfiguration(shippedFolder(), { environment: {} }));
const START = Date.UTC(2026, 0, 5);
const LIVE = START + 2 * WEEK;
const END = LIVE + 2 * WEEK;

async function attuneSpeaks(people: number) {
  const population = makePopulation({ seed: 5, people, start: START, days: (END - START) / DAY });
  const { assortment } = population;
  const attune = new AttuneSender({ context, assortment, seed: 5, from: START, live: LIVE });
  const heard: (ShopCall & { readonly at: number })[] = [];
  const said: { readonly message: Message; readonly at: number }[] = [];
  const keep = (messages: readonly unknown[], at: number): void => {
    for (const message of messages) said.push({ message: message as Message, at });
  };
  const watched: Sender = {
    hear(call, now, isHistory) {
      heard.push({ ...call, at: now });
      const messages = attune.hear(call, now, isHistory);
      keep(messages, now);
      return messages;
    },
    get next() {
      return attune.next;
    },
    async wake(now) {
      const messages = await attune.wake(now);
      keep(messages, now);
      return messages;
    },
  };
  const tallies = await runWorld({ population, sender: watched, from: START, live: LIVE, until: END });
  attune.dispose();
  return { population, tallies, heard, said };
}

describe("Attune in the simulated world", () => {
  let story: Awaited<ReturnType<typeof attuneSpeaks>>;
  beforeAll(async () => {
    story = await attuneSpeaks(200);
  });

  it("says nothing of history, speaks from then on by the real engine, and is heard", () => {
    const { tallies, said } = story;
    expect(said.length).toBeGreaterThan(10);
    expect(said.every(({ at }) => at >= LIVE)).toBe(true);
    expect(said.every(({ message, at }) => message.expiresAt > at)).toBe(true);
    expect(new Set(said.map(({ message }) => message.action))).toContain("cart-reminder");
    const reached = tallies.reduce((sum, { sent }) => sum + sent.email + sent.onsite, 0);
    expect(reached).toBeGreaterThan(10);
  });

  it("writes to nobody who has not agreed before", () => {
    const { said, heard } = story;
    const agreedAt = new Map<string, number>();
    for (const { userId, traits, at } of heard) {
      const consent = traits?.["consent"] as Record<string, boolean> | undefined;
      const person = `u:${userId ?? ""}`;
      if (consent?.["email"] === true && !agreedAt.has(person)) agreedAt.set(person, at);
    }
    const promotions = said.filter(({ message }) => message.channel === "email" && message.class === "promotional");
    expect(promotions.length).toBeGreaterThan(5);
    for (const { message, at } of promotions) expect(agreedAt.get(message.person)).toBeLessThanOrEqual(at);
  });

  it("is the same, to the last message, when it is run again", async () => {
    const [first, second] = [await attuneSpeaks(60), await attuneSpeaks(60)];
    expect(second.said).toEqual(first.said);
    expect(second.tallies).toEqual(first.tallies);
  });
});

describe("simulate", () => {
  it("holds policies against each other over the same people, with intervals", async () => {
    const progress: string[] = [];
    const found = await simulate({
      policies: ["none", "mass"],
      context,
      ...{ weeks: 4, historyWeeks: 4, people: 300, seed: 1, seeds: 2 },
      onProgress: (what) => progress.push(what),
    });
    const { none, mass } = found.policies;
    expect(none?.messagesPerPerson).toEqual({ value: 0, interval: [0, 0] });
    expect(none?.openRate.value).toBe(0);
    expect(mass?.messagesPerPerson.value).toBeGreaterThan(0.5);
    const { value, interval } = mass?.openRate ?? { value: 0, interval: [0, 0] };
    expect(interval[0]).toBeLessThan(value);
    expect(interval[1]).toBeGreaterThan(value);
    expect(found.differences["mass - none"]?.messagesPerPerson.value).toBe(mass?.messagesPerPerson.value);
    expect(found.seeds).toEqual([1, 2]);
    expect(found.people).toBeGreaterThan(500);
    expect(found.revenueBySeed.mass).toHaveLength(2);
    expect(new Set(progress)).toEqual(new Set(["seed 1, none", "seed 1, mass", "seed 2, none", "seed 2, mass"]));
  });

  it("ends when it is told to", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    const options = { context, weeks: 1, historyWeeks: 1, people: 20, seed: 1, seeds: 1, signal } as const;
    await expect(simulate({ policies: ["none"], ...options })).rejects.toThrow("enough");
  });
});
