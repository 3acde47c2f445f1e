import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeliveryStage } from "../../test/harness/open-delivery.js";
import { putDelivery } from "../../test/harness/put-delivery.js";
import { type CommandResult, lastJson, runCommand } from "../../test/harness/run-command.js";
import { DAY } from "../domain/time.js";
import type { Attempt, ChannelAdapter, Outgoing } from "../ports/channel.js";
import { createProgram } from "./program.js";

let stage: DeliveryStage;
beforeEach(async () => {
  stage = await DeliveryStage.open();
  stage.now = Date.now();
  writeFileSync(path.join(stage.folder, "attune.yaml"), "partitions: 2\n");
});
afterEach(() => stage.close());

const run = (...args: string[]): Promise<CommandResult> =>
  runCommand(createProgram(), ["deliveries", ...args, "--config", stage.folder, "--data", stage.folder]);

/** Refuses whatever is for Ada, once. */
class Choosy implements ChannelAdapter {
  readonly channel = "email";
  readonly endpoint = "test";
  readonly isIdempotent = true;
  #refused = 0;

  async deliver({ message }: Outgoing): Promise<Attempt> {
    if (message.person === "u:ada" && this.#refused++ === 0) return { outcome: "rejected", code: "http.400" };
    return { outcome: "sent", providerId: "p1" };
  }

  async ping(): Promise<void> {}
  async close(): Promise<void> {}
}

test("list, show, and retry until it is sent", async () => {
  for (const person of ["u:ada", "u:grace"] as const) await stage.person(person);
  const [ada, grace] = [await stage.message("u:ada"), await stage.message("u:grace")];
  await stage.dispatch(new Choosy());
  for (const id of [ada, grace]) await stage.until(id);
  expect(lastJson(await run("list", "--json"))).toMatchObject({ total: 2, shown: 2 });
  const failed = lastJson(await run("list", "--json", "--only", "failed", "--channel", "email"));
  expect(failed).toMatchObject({
    total: 1,
    deliveries: [{ message: ada, state: "failed", code: "http.400", person: "u:ada" }],
  });
  expect(lastJson(await run("list", "--json", "--person", "u:grace"))).toMatchObject({
    deliveries: [{ message: grace }],
  });
  expect((await run("list")).lines.at(-1)).toBe("2 deliveries");
  expect((await run("show", ada)).lines.join("\n")).toMatch(/state +failed since .*: http\.400/);
  expect(lastJson(await run("retry", ada, "--json"))).toMatchObject({ before: "failed", state: "queued" });
  stage.now = Date.now();
  await stage.until(ada, "sent");
  const again = await run("retry", ada, "--json");
  expect([again.exitCode, lastJson(again)]).toMatchObject([2, { error: { code: "ATTUNE_USAGE" } }]);
  const missing = await run("show", "nothing", "--json");
  expect([missing.exitCode, lastJson(missing)]).toMatchObject([1, { error: { code: "ATTUNE_NOT_FOUND" } }]);
});

test("what can't arrive in time any more is not queued again", async () => {
  await stage.person("u:ada");
  const id = await stage.message("u:ada", { expiresAt: stage.now - 1 });
  await stage.dispatch(new Choosy());
  await stage.until(id, "expired");
  expect((await run("retry", id)).errors[0]).toContain("deadline");
});

test("where the log holds another message in its place, it isn't that one that is sent", async () => {
  await stage.person("u:ada");
  await stage.message("u:ada");
  const times = { time: stage.now, expiresAt: stage.now + DAY };
  const failed = { id: "m-lost", person: "u:ada", channel: "email", action: "cart-reminder", ...times } as const;
  await putDelivery({ state: `embedded:${stage.folder}` }, failed, "failed");
  expect(lastJson(await run("retry", "m-lost", "--json"))).toMatchObject({ error: { code: "ATTUNE_NOT_FOUND" } });
});
