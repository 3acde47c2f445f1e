import { isIP } from "node:net";
import { isReachable, type Network } from "./address-ranges.js";

/**
 * Why a message may not be sent to this address; undefined where it may. A name is looked up when it is connected to, and checked again there
 * (guarded-agent.ts): what it stands for can change.
 */
export function endpointProblem(url: URL, network: Network): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isHere = network === "loopback" && (host === "localhost" || (isIP(host) !== 0 && isLoopback(host)));
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isHere)) return "it must begin with https://";
  if (url.username !== "" || url.password !== "") return "it must not hold a user or password";
  if (isIP(host) !== 0 && !isReachable(host, network)) return `${host} is not in the ${network} network`;
  return undefined;
}

function isLoopback(address: string): boolean {
  return !isReachable(address, "public") && isReachable(address, "loopback");
}
