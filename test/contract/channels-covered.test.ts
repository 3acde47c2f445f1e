import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PROVIDERS } from "../../src/channels/providers/index.js";

const folder = new URL("./", import.meta.url);

it("every adapter is held to the contract", () => {
  const runs = readdirSync(folder)
    .filter((name) => /-channels?\.test\.ts$/.test(name))
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .filter((text) => text.includes("channelContract("))
    .join("\n");
  for (const name of PROVIDERS.keys()) expect(runs).toContain(`"${name}"`);
});
