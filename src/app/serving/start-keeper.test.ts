import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import { afterEach, beforeEach, expect, it } from "vitest";
import { MONDAY } from "../../../test/harness/engine-context.js";
import { requireConfiguration, shippedFolder } from "../../config/index.js";
import { openCatalogue } from "../../recommend/catalogue/index.js";
import { catalogueEntry } from "../../worker/effects.js";
import { openLog } from "../open-adapters.js";
import { KeeperPort } from "./keeper-port.js";
import { startKeeper } from "./start-keeper.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "attune-keeper-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("a process' keeper answers all threads from one of its own, and ends when it is told to", async () => {
  const overrides = { data: folder, models: path.join(folder, "models"), partitions: 1 };
  const configuration = requireConfiguration(shippedFolder(), { environment: {}, overrides });
  const log = await openLog(configuration);
  const { keeper, serve, stop } = startKeeper(configuration);
  try {
    await log.append([
      catalogueEntry({ kind: "item", id: "a", source: "declared", time: MONDAY, fields: { title: "A" } }),
    ]);
    const { pin } = await keeper.current();
    expect(pin).toEqual({ model: "", catalogue: 1 });
    await keeper.prepare(pin);
    const { port1, port2 } = new MessageChannel();
    serve(port1);
    const other = new KeeperPort(port2);
    const [mine, theirs] = await Promise.all([keeper.shared(pin), other.shared(pin)]);
    expect(openCatalogue(mine.catalogue).id(0)).toBe("a");
    new Uint8Array(mine.catalogue.flags)[0] = 7;
    expect(new Uint8Array(theirs.catalogue.flags)[0]).toBe(7);
    await other.forget("dTphbm4");
    await expect(other.shared({ model: "", catalogue: 9 })).rejects.toMatchObject({ code: "ATTUNE_CATALOGUE_GONE" });
  } finally {
    await stop();
    await log.close();
  }
  await expect(keeper.current()).rejects.toThrow("has gone");
});
