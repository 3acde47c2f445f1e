import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent } from "undici";
import { isReachable, type Network } from "./address-ranges.js";

/** The code of the error that a connection to a forbidden address ends with. */
export const BLOCKED = "ATTUNE_BLOCKED_ADDRESS";

const MOST_CONNECT_MS = 10_000;
/** What is read of an answer at most: enough for any provider's receipt. */
export const MOST_ANSWER_BYTES = 65_536;

/**
 * Connects to addresses of the network alone. It is checked inside the lookup that the connection itself makes, so that a name can't stand for one
 * address when it is checked and for another when it is used (DNS rebinding).
 */
export function guardedAgent(options: { network: Network; timeoutMs: number; keepsAlive: boolean }): Agent {
  const { network, timeoutMs, keepsAlive } = options;
  return new Agent({
    connect: { lookup: guardedLookup(network), timeout: Math.min(timeoutMs, MOST_CONNECT_MS) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MOST_ANSWER_BYTES,
    // A kept connection may be closed by the other side just as a request goes out, and nobody knows then whether it arrived.
    pipelining: keepsAlive ? 1 : 0,
  });
}

function guardedLookup(network: Network): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, "");
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isReachable(address, network)))
        return callback(Object.assign(new Error("address not allowed"), { code: BLOCKED }), "");
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
