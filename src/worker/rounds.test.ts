import { expect, test } from "vitest";
import { Rounds } from "./rounds.js";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a round comes now and then where it is this process' turn, and not otherwise", async () => {
  let isOurs = false;
  let count = 0;
  const rounds = new Rounds({
    everyMs: 5,
    isOurs: () => isOurs,
    round: async () => void count++,
    onFailure: () => {},
  });
  rounds.start();
  await pause(30);
  expect(count).toBe(0);
  isOurs = true;
  await expect.poll(() => count).toBeGreaterThan(1);
  await rounds.stop();
  const then = count;
  await pause(20);
  expect(count).toBe(then);
});

test("there is one round at a time, and stopping waits for it", async () => {
  let running = 0;
  let most = 0;
  const rounds = new Rounds({
    everyMs: 2,
    isOurs: () => true,
    round: async () => {
      most = Math.max(most, ++running);
      await pause(15);
      running--;
    },
    onFailure: () => {},
  });
  rounds.start();
  await expect.poll(() => running).toBe(1);
  await pause(30);
  await rounds.stop();
  expect([most, running]).toEqual([1, 0]);
});

test("a failed round is told and left to the next one", async () => {
  const failures: string[] = [];
  const rounds = new Rounds({
    everyMs: 2,
    isOurs: () => true,
    round: () => Promise.reject(new Error("no server")),
    onFailure: (error) => failures.push(String(error)),
  });
  rounds.start();
  await expect.poll(() => failures.length).toBeGreaterThan(1);
  await rounds.stop();
  expect(failures[0]).toBe("Error: no server");
});
