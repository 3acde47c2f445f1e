import { fileURLToPath } from "node:url";
import { type Configuration, requireConfiguration } from "../../src/config/index.js";

/** The fault tests' settings (test/faults/config/) on these servers. */
export function faultConfiguration(log: string, state: string): Configuration {
  const folder = fileURLToPath(new URL("./config", import.meta.url));
  return requireConfiguration(folder, { environment: {}, overrides: { log, state } });
}
