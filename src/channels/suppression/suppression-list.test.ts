import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openState } from "../../app/open-adapters.js";
import type { StateStore } from "../../ports/state-store.js";
import { normalisedAddress } from "./address.js";
import { SuppressionList } from "./suppression-list.js";

const TIME = Date.UTC(2026, 10, 2, 9);
let folder: string;
let store: StateStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "attune-suppression-"));
  store = await openState({ state: `embedded:${folder}` }, { space: "suppressions" });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test("an address is found however it is spelt, on its channel alone, with the first reason", async () => {
  const list = new SuppressionList(store, "a-secret");
  await list.add("email", "Ada@Shop.example ", "hard-bounce", TIME);
  await list.add("email", "ada@shop.example", "complaint", TIME + 1);
  await list.add("sms", "0049 170 1234567", "gone", TIME);
  await list.add("push", '{"endpoint":"https://push.example/1","keys":{"auth":"a"}}', "gone", TIME);
  expect(await list.find("email", "ADA@shop.example")).toEqual({ reason: "hard-bounce", time: TIME });
  expect(await list.find("sms", "+49 (170) 123-4567")).toEqual({ reason: "gone", time: TIME });
  expect(await list.find("sms", "+49 (0)170 1234567")).toEqual({ reason: "gone", time: TIME });
  await list.add("email", "ada@bücher.example", "complaint", TIME);
  expect(await list.find("email", "Ada@xn--bcher-kva.example")).toMatchObject({ reason: "complaint" });
  expect(await list.find("push", '{"keys":{"auth":"b"},"endpoint":"https://push.example/1"}')).toMatchObject({
    reason: "gone",
  });
  expect(await list.find("webhook", "ada@shop.example")).toBeUndefined();
  expect(await list.find("email", "grace@shop.example")).toBeUndefined();
  await list.remove("email", "ada@SHOP.example");
  expect(await list.find("email", "ada@shop.example")).toBeUndefined();
});

test("entries outlive a change of keys as long as the old one is listed", async () => {
  await new SuppressionList(store, "old").add("email", "ada@shop.example", "complaint", TIME);
  const changed = new SuppressionList(store, ["new", "old"]);
  expect(await changed.find("email", "ada@shop.example")).toMatchObject({ reason: "complaint" });
  expect(await new SuppressionList(store, "new").find("email", "ada@shop.example")).toBeUndefined();
  await changed.remove("email", "ada@shop.example");
  expect(await changed.find("email", "ada@shop.example")).toBeUndefined();
});

test("many writers at once lose nothing, and no address is in the store", async () => {
  const other = await openState({ state: `embedded:${folder}` }, { space: "suppressions" });
  const [one, two] = [new SuppressionList(store, "s"), new SuppressionList(other, "s")];
  const addresses = Array.from({ length: 100 }, (_, i) => `canary${i}@shop.example`);
  await Promise.all(addresses.map((address, i) => (i % 2 === 0 ? one : two).add("email", address, "gone", TIME + i)));
  const found = await Promise.all(addresses.map((address) => one.find("email", address)));
  expect(found.map((each) => each?.time)).toEqual(addresses.map((_, i) => TIME + i));
  await other.close();
  const bytes = await readFile(path.join(folder, "state-suppressions", "data.mdb"));
  expect(bytes.includes("canary")).toBe(false);
});

test("what is no address stays as it is: a number without its country, a text without an @, no subscription", () => {
  expect(normalisedAddress("sms", "0170 123")).toBe("0170123");
  expect(normalisedAddress("email", "Ada ")).toBe("ada");
  expect(normalisedAddress("email", "ada@a b")).toBe("ada@a b");
  expect(normalisedAddress("push", " token-1 ")).toBe("token-1");
  expect(normalisedAddress("push", "[1]")).toBe("[1]");
});
