import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { order, product, track } from "../../test/harness/calls.js";
import { lastJson, runCommand } from "../../test/harness/run-command.js";
import { openBoth } from "../app/open-adapters.js";
import { buildEngineContext, requireConfiguration } from "../config/index.js";
import { partitionOfPerson } from "../domain/person.js";
import { normaliseCall } from "../domain/wire/index.js";
import { createEngine } from "../engine/index.js";
import { PartitionOwner } from "../worker/partition-owner.js";
import { createProgram } from "./program.js";

const BEFORE = Date.UTC(2026, 2, 2, 10);
const action = (body: string) => `
action: thanks
issue: story
group: story
trigger: { occasion: order-placed, wait: 0 s }
value: 10
treatments:
  - id: page
    channel: onsite
    copy: [{ title: Thanks, body: ${body} }]
`;

/** The commands that look through what is stored, on a data folder with a few people in it. */
describe("commands on a data folder", () => {
  let folder: string;
  const places = () => ["--data", path.join(folder, "data"), "--json"];
  const under = (name: string) => ["--config", path.join(folder, name), ...places()];

  function write(name: string, files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries({ "attune.yaml": "partitions: 2\n", ...files })) {
      mkdirSync(path.dirname(path.join(folder, name, file)), { recursive: true });
      writeFileSync(path.join(folder, name, file), text);
    }
  }

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-commands-"));
    const segments = 'segments: [{ id: buyers, when: "orders.count > 0.0" }]\n';
    write("config", { "segments.yaml": segments, "actions/thanks.yaml": action("See you") });
    write("silent", { "segments.yaml": 'segments: [{ id: viewers, when: "activity.views > 0.0" }]\n' });
    await live();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Owners apply what is in the log, and what these calls add. */
  async function live(): Promise<void> {
    const overrides = { data: path.join(folder, "data") };
    const configuration = requireConfiguration(path.join(folder, "config"), { environment: {}, overrides });
    const { log, state } = await openBoth(configuration);
    const calls = ["ann", "ben", "cid"].flatMap((who) => [track(who, "Product Viewed", product("shoe-1"))]);
    const orders = [order("ann", "o-1", ["hat-1"]), order("ben", "o-2", ["hat-1"])];
    for (const [n, call] of [...calls, ...orders].entries()) {
      const how = { receivedAt: BEFORE + n, source: "test", newId: () => `call-${n}` };
      const checked = normaliseCall(
        { ...call, messageId: `call-${n}`, timestamp: new Date(BEFORE + n).toISOString() },
        how,
      );
      if (!checked.ok) throw new Error(checked.message);
      const partition = partitionOfPerson(checked.person, log.partitions);
      await log.append([
        { topic: "events", partition, id: checked.id, payload: checked.payload, person: checked.token },
      ]);
    }
    const engine = createEngine(buildEngineContext(configuration));
    const settings = { ...configuration.worker, timerTickMs: 0, settleMs: 0 };
    for (let partition = 0; partition < log.partitions; partition++) {
      const owner = new PartitionOwner({ partition, log, state, engine, settings, now: () => BEFORE + 100 });
      await owner.start();
      const { last } = await log.bounds("events", partition);
      while ((await owner.turn(5)) || owner.offset.seq < last);
      await owner.stop();
    }
    await log.close();
    await state.close();
  }

  it("segments: counts, and the matrix for people", async () => {
    const counted = await runCommand(createProgram(), ["segments", ...under("config")]);
    expect(lastJson(counted)).toMatchObject({
      people: 3,
      segments: { buyers: 2 },
      lifecycle: { "first-time": 2, prospect: 1 },
      rfm: { customers: 2, from: "configuration" },
    });
    expect(
      lastJson(await runCommand(createProgram(), ["segments", ...under("config"), "--counts"])),
    ).not.toHaveProperty("rfm");
    const { lines } = await runCommand(createProgram(), ["segments", ...under("config").slice(0, -1)]);
    expect(lines.join("\n")).toMatch(/R5 \(lately\)( +\d+){5}/);
  });

  it("segments backfill: another configuration's definitions, as of now and of then, with people; and asks for reviews", async () => {
    const now = await runCommand(createProgram(), ["segments", "backfill", "viewers", ...under("silent"), "--people"]);
    expect(lastJson(now)).toMatchObject({
      people: 3,
      segments: { viewers: { stored: 0, members: 3, entered: 3, left: 0 } },
      members: { viewers: expect.arrayContaining(["u:ann", "u:ben", "u:cid"]) as unknown },
    });
    const asOf = new Date(BEFORE + 1).toISOString();
    const then = await runCommand(createProgram(), ["segments", "backfill", ...under("silent"), "--as-of", asOf]);
    expect(lastJson(then)).toMatchObject({ asOf, people: 2, segments: { viewers: { members: 2 } } });
    const applied = await runCommand(createProgram(), ["segments", "backfill", ...under("config"), "--apply"]);
    expect(lastJson(applied)).toMatchObject({ differing: 0, reviews: 0 });
    const silent = await runCommand(createProgram(), ["segments", "backfill", ...under("silent"), "--apply"]);
    expect(lastJson(silent)).toMatchObject({ differing: 3, reviews: 3 });
    expect((await runCommand(createProgram(), ["segments", "backfill", "none", ...under("config")])).exitCode).toBe(2);
    const both = await runCommand(createProgram(), [
      "segments",
      "backfill",
      ...under("config"),
      "--apply",
      "--as-of",
      asOf,
    ]);
    expect(both.exitCode).toBe(2);
  });

  it("items changed: reads the lines, says which can't be read, and tells those concerned", async () => {
    const file = path.join(folder, "prices.ndjson");
    writeFileSync(
      file,
      '{"item": "shoe-1", "price": 30}\n\n{"item": "shoe-1"}\nno json\n{"item": "hat-1", "inStock": true}',
    );
    const told = await runCommand(createProgram(), ["items", "changed", file, ...under("config")]);
    expect(lastJson(told)).toMatchObject({ read: 4, rejected: 2, people: 3, appended: 3, duplicates: 0 });
    expect(told.exitCode).toBe(1);
    expect(told.errors.join("\n")).toContain("prices.ndjson:3: an item's change has a price or inStock");
    const missing = await runCommand(createProgram(), [
      "items",
      "changed",
      path.join(folder, "none"),
      ...under("config"),
    ]);
    expect([missing.exitCode, lastJson(missing)["error"]]).toMatchObject([1, { code: "ATTUNE_INPUT_UNREADABLE" }]);
  });

  it("replay --what-if: what another configuration would have decided; --verify: nothing else than is stored", async () => {
    const found = await runCommand(createProgram(), [
      "replay",
      "--what-if",
      path.join(folder, "silent"),
      ...under("config"),
      "--sample",
      "1",
    ]);
    expect(lastJson(found)).toMatchObject({
      events: 5,
      before: { decisions: 2, messages: 2, channels: { onsite: 2 }, actions: { thanks: 2 } },
      after: { decisions: 0, messages: 0 },
      difference: { decisions: -2, messages: -2, channels: { onsite: -2 } },
      gone: 2,
      examples: [{ occasion: "order-placed", before: { winner: "thanks/page" } }],
    });
    const same = await runCommand(createProgram(), [
      "replay",
      "--what-if",
      path.join(folder, "config"),
      ...under("config").slice(0, -1),
    ]);
    expect(same.lines.join("\n")).toContain("decisions: 0 others, 0 new, 0 no longer made");
    expect(lastJson(await runCommand(createProgram(), ["replay", "--verify", ...under("config")]))).toMatchObject({
      equal: true,
    });
    expect((await runCommand(createProgram(), ["replay", ...under("config")])).exitCode).toBe(2);
  });
});
