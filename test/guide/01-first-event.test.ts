/**
 * The guide, part 1: your first event.
 *
 * Attune takes the calls that Segment's and RudderStack's SDKs send. Here one is sent by hand, the way the README's curl does it, into a
 * whole Attune that keeps its data in a folder; no server is needed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Running, startAttune } from "../../src/app/start.js";
import { readStatus } from "../../src/app/status.js";
import { requireConfiguration, shippedFolder } from "../../src/config/index.js";

describe("your first event", () => {
  let folder: string;
  let attune: Running;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-guide-"));
    // What `attune up --port 0 --data <folder>` does.
    const configuration = requireConfiguration(shippedFolder(), {
      environment: {},
      overrides: { data: folder, port: 0, partitions: 2, threads: 1 },
    });
    attune = await startAttune(configuration, { roles: ["collector", "worker"], logger: pino({ level: "silent" }) });
  });

  afterEach(async () => {
    await attune.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function send(call: object): Promise<Response> {
    return fetch(`${attune.address}/v1/track`, {
      method: "POST",
      // The write key of development, as Basic user with an empty password: what `curl -u attune-dev:` sends.
      headers: {
        authorization: `Basic ${Buffer.from("attune-dev:").toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(call),
    });
  }

  it("is answered when the log has stored it, and applied to a profile a moment later", async () => {
    const answer = await send({ userId: "ada", event: "Product Viewed", properties: { product_id: "lamp" } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ success: true });
    await expect
      .poll(() => readStatus(attune.log, attune.state), { timeout: 20_000 })
      .toMatchObject({ applied: 1, people: 1, lag: 0 });
  });

  it("counts once when it is sent twice with the same messageId", async () => {
    const call = { messageId: "m-1", userId: "ada", event: "Product Viewed", properties: { product_id: "lamp" } };
    await send(call);
    await send(call);
    await expect
      .poll(() => readStatus(attune.log, attune.state), { timeout: 20_000 })
      .toMatchObject({ applied: 1, lag: 0 });
  });

  it("goes to the dead letters with its reason when it can't be used, and harms nobody else's", async () => {
    await send({ event: "Product Viewed", properties: { product_id: "lamp" } });
    await send({ userId: "ada", event: "Product Viewed", properties: { product_id: "lamp" } });
    await expect
      .poll(() => readStatus(attune.log, attune.state), { timeout: 20_000 })
      .toMatchObject({ applied: 1, dead: 1, lag: 0 });
  });
});
