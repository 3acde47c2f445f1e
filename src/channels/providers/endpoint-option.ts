import { type Network, NETWORKS } from "./address-ranges.js";
import { configurationMistake } from "./configuration-mistake.js";
import { endpointProblem } from "./endpoint-url.js";
import { oneOf } from "./fields.js";

export const networkField = oneOf<Network>(
  NETWORKS,
  "Where the address may lie. public: the internet. private: also your own network (10/8, 172.16/12, 192.168/16, fc00::/7). loopback: also this machine, and there by http.",
  "public",
);

/** @throws AttuneError ATTUNE_CONFIG_INVALID */
export function endpointOption(adapter: string, option: string, text: string, network: Network): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined)
    throw configurationMistake(adapter, option, "write an address such as https://example.com/path");
  const problem = endpointProblem(url, network);
  if (problem !== undefined) throw configurationMistake(adapter, option, problem);
  return url;
}
