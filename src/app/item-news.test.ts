import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { ChangedItem } from "./item-change.js";
import { ItemNews } from "./item-news.js";

const nothing = { price: undefined, oldPrice: undefined, inStock: undefined };

function change(item: string, more: Partial<ChangedItem>): ChangedItem {
  return { kind: "item", id: `${item} ${JSON.stringify(more)}`, time: 1, item, ...nothing, ...more };
}

let open: ItemNews | undefined;
afterEach(() => open?.stop());

function follow(fails = 0) {
  const told: (readonly ChangedItem[])[] = [];
  const lost: number[] = [];
  let left = fails;
  const news = new ItemNews({
    gatherMs: 5,
    tell: async (changes) => {
      await sleep(1);
      if (left-- > 0) throw new Error("the log is gone");
      told.push(changes);
    },
    onFailure: (_error, count) => lost.push(count),
  });
  open = news;
  return { news, told, lost };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo() && tries < 1_000; tries++) await sleep(2);
  expect(isSo()).toBe(true);
}

it("gathers what changes, and tells it at once", async () => {
  const { news, told } = follow();
  news.add([change("lamp", { price: 30, oldPrice: 40 })]);
  news.add([change("sofa", { inStock: true })]);
  await until(() => told.length > 0);
  expect(told).toEqual([[change("lamp", { price: 30, oldPrice: 40 }), change("sofa", { inStock: true })]]);
  news.add([change("rug", { inStock: false })]);
  await until(() => told.length > 1);
});

it("tells of an item that changes again what it comes to, and of one that is as it was nothing", async () => {
  const { news, told } = follow();
  news.add([change("lamp", { price: 30, oldPrice: 40 }), change("lamp", { price: 20, oldPrice: 30 })]);
  news.add([change("sofa", { price: 5, oldPrice: 9, inStock: false }), change("sofa", { inStock: true })]);
  news.add([change("rug", { price: 5, oldPrice: 9 }), change("rug", { price: 9, oldPrice: 5 })]);
  news.add([change("mug", { inStock: false }), change("mug", { inStock: true })]);
  await news.stop();
  expect(told.flat()).toEqual([
    expect.objectContaining({ item: "lamp", price: 20, oldPrice: 40, inStock: undefined }),
    expect.objectContaining({ item: "sofa", price: 5, oldPrice: 9, inStock: undefined }),
  ]);
});

it("tries again what could not be told, and says what is lost when it stops", async () => {
  const { news, told, lost } = follow(1);
  news.add([change("lamp", { inStock: true })]);
  await until(() => told.length > 0);
  expect(told).toEqual([[change("lamp", { inStock: true })]]);
  expect(lost).toEqual([0]);
  const gone = follow(1);
  gone.news.add([change("lamp", { inStock: true })]);
  await gone.news.stop();
  expect([gone.told, gone.lost]).toEqual([[], [1]]);
});

it("holds a bounded number of items", async () => {
  const { news, told, lost } = follow();
  news.add(Array.from({ length: 20_003 }, (_, n) => change(`i${n}`, { inStock: true })));
  await news.stop();
  expect([told.flat().length, lost]).toEqual([20_000, [3]]);
});
