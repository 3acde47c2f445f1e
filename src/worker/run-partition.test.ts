import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { expect, it } from "vitest";
import { runPartition } from "./run-partition.js";

it("leaves no port open where its connections can't be opened: it is tried again and again while a server is away", async () => {
  const [orders, keeper] = [new MessageChannel(), new MessageChannel()];
  const closed = Promise.all([once(orders.port1, "close"), once(keeper.port1, "close")]);
  const task = { partition: 0, port: orders.port2, keeper: keeper.port2 };
  await expect(runPartition(task, () => Promise.reject(new Error("no server")))).rejects.toThrow("no server");
  await closed;
});
