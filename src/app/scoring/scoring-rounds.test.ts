import { Writable } from "node:stream";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CountingShop } from "../../../test/harness/open-counting-shop.js";
import { AttuneError } from "../../domain/errors.js";
import { NO_SCORING, type ScoringPin, scoringPinName } from "../../domain/scoring.js";
import { scoringOf } from "../../worker/statistics.js";
import { scoringRounds } from "./scoring-rounds.js";

let shop: CountingShop;
let pin: ScoringPin;
let lost: string;
let lines: { readonly msg: string; readonly code?: string }[];

beforeEach(async () => {
  const resolve = (one: ScoringPin) => Promise.resolve({ ...NO_SCORING, pin: one });
  shop = await CountingShop.open(2, Date.UTC(2026, 2, 2, 10), { scoring: { resolve } });
  [pin, lost, lines] = [{ current: { intent: "a" }, shadow: {} }, "", []];
});
afterEach(() => shop.close());

function rounds(isOurs: () => boolean = () => true) {
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    lines.push(JSON.parse(chunk.toString()) as (typeof lines)[number]);
    done();
  };
  const prepare = async (one: ScoringPin): Promise<void> => {
    if (lost !== "" && scoringPinName(one).includes(lost)) throw new AttuneError("ATTUNE_MODEL_INVALID", "damaged");
  };
  return scoringRounds({
    keeper: { current: () => Promise.resolve(pin), prepare },
    ...{ everyMs: 0, log: shop.log, state: shop.state, logger: pino(new Writable({ write })), isOurs },
  });
}

async function inForce(): Promise<(ScoringPin | undefined)[]> {
  await shop.settle();
  return Promise.all([0, 1].map(async (partition) => scoringOf(await shop.state.loadStatistics(partition))));
}

const alarms = () => lines.filter(({ msg }) => msg === "alarm").length;

it("a version that can't be had raises one alarm, and another one when it breaks again", async () => {
  const each = rounds();
  await each.now();
  const before = pin;
  [pin, lost] = [{ current: { intent: "b" }, shadow: {} }, "b"];
  for (let i = 0; i < 3; i++) await each.now();
  expect(alarms()).toBe(1);
  expect(await inForce()).toEqual([before, before]);
  lost = "";
  await each.now();
  expect(await inForce()).toEqual([pin, pin]);
  [pin, lost] = [{ current: { intent: "c" }, shadow: { intent: "c" } }, "c"];
  for (let i = 0; i < 3; i++) await each.now();
  expect(alarms()).toBe(3);
});

it("a process whose turn it is again doesn't rely on what it told before another one had its turn", async () => {
  let turn = 0;
  const processes = [rounds(() => turn === 0), rounds(() => turn === 1)];
  const all = async (): Promise<(ScoringPin | undefined)[]> => {
    for (const each of processes) await each.now();
    return inForce();
  };
  const first = pin;
  expect(await all()).toEqual([first, first]);
  [turn, pin] = [1, { current: { intent: "b" }, shadow: {} }];
  expect(await all()).toEqual([pin, pin]);
  [turn, pin] = [0, first];
  expect(await all()).toEqual([first, first]);
});
