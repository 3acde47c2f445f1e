import { expect, it } from "vitest";
import { aDraft } from "../../../test/harness/draft-of.js";
import { anEngineContext, MONDAY } from "../../../test/harness/engine-context.js";
import type { ItemRecord, OrderRecord } from "../../domain/profile.js";
import { DAY } from "../../domain/time.js";
import { tasteOf } from "./taste.js";

const order = (id: string, time: number, items: string[]) => ({ id, time, value: 10, items }) as unknown as OrderRecord;
const met = (id: string, time: number) => ({ id, kind: "order", time, price: 5 }) as ItemRecord;

it("says every time that an item was bought, the newest first, so that a rhythm shows", () => {
  const draft = aDraft({
    items: [met("mug", MONDAY - 90 * DAY), met("gel", MONDAY - DAY)],
    orders: [
      order("o1", MONDAY - 61 * DAY, ["gel"]),
      order("o2", MONDAY - 31 * DAY, ["gel", "socks"]),
      order("o3", MONDAY - DAY, ["gel"]),
    ],
  });
  const { bought } = tasteOf(draft, anEngineContext(), MONDAY);
  expect(bought.map(({ id, time }) => [id, (MONDAY - time) / DAY])).toEqual([
    ["gel", 1],
    ["gel", 31],
    ["socks", 31],
    ["gel", 61],
    ["mug", 90],
  ]);
});
