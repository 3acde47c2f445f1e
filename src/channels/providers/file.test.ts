import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAdapter } from "../../../test/harness/open-adapter.js";
import { outgoingFor } from "../../../test/harness/outgoing.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "attune-outbox-"));
});
afterEach(() => rm(folder, { recursive: true }));

const patient = () => AbortSignal.timeout(5_000);

it("keeps the newest files of a channel, over a restart too", async () => {
  const ids = ["c", "a", "d", "b"];
  for (const id of ids) {
    const adapter = await openAdapter("file", { folder, most: 2 }, { channel: "push" });
    await adapter.deliver(outgoingFor("push", id), patient());
    await adapter.close();
  }
  const left = await readdir(join(folder, "push"));
  expect(left.sort()).toEqual(["b.json", "d.json"]);
});

it("writes no file that an id would put elsewhere", async () => {
  const adapter = await openAdapter("file", { folder }, { channel: "sms" });
  for (const id of ["../evil", "/etc/evil", "a/b", ".hidden", "", "x".repeat(300)])
    expect(await adapter.deliver(outgoingFor("sms", id), patient())).toEqual({
      outcome: "rejected",
      code: "file.name",
    });
  expect(await readdir(folder)).toEqual([]);
});

it("writes a mail as it would leave", async () => {
  const adapter = await openAdapter("file", { folder }, { channel: "email" });
  await adapter.deliver(outgoingFor("email", "m1", { address: "ann@example.com" }), patient());
  const text = await readFile(join(folder, "email", "m1.eml"), "utf8");
  expect(text).toContain("Message-ID: <m1@shop.example.com>\r\n");
  expect(text).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
  expect(text).toContain("To: ann@example.com\r\n");
});
